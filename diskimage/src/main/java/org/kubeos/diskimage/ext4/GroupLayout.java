package org.kubeos.diskimage.ext4;

import java.util.Arrays;

/**
 * Where every group's bitmaps and inode table lie, and which blocks are thereby taken before any file comes.
 *
 * <p>Feature {@code flex_bg}: the bitmaps and tables of 16 groups lie together in the first of them, so that they are
 * written in one piece and leave the other groups to long files.
 */
final class GroupLayout {

    static final int LOG_GROUPS_PER_FLEX = 4;

    private static final int GROUPS_PER_FLEX = 1 << LOG_GROUPS_PER_FLEX;

    private final Geometry geometry;
    private final long[] blockBitmaps;
    private final long[] inodeBitmaps;
    private final long[] inodeTables;

    /** Starts and ends of the taken ranges, ascending and apart from each other. */
    private long[] starts = new long[64];

    private long[] ends = new long[64];
    private int ranges;

    GroupLayout(Geometry geometry) {
        this.geometry = geometry;
        int groups = geometry.groups();
        blockBitmaps = new long[groups];
        inodeBitmaps = new long[groups];
        inodeTables = new long[groups];
        long cursor = geometry.firstBlock();
        for (int first = 0; first < groups; first += GROUPS_PER_FLEX) {
            cursor = layOut(first, Math.min(first + GROUPS_PER_FLEX, groups), cursor);
        }
        if (ends[ranges - 1] > geometry.blocks()) {
            throw new IllegalArgumentException(
                    "an ext4 file system of " + geometry.blocks() + " blocks has no room for " + geometry.inodes()
                            + " inodes; make it larger or give it fewer inodes");
        }
    }

    private long layOut(int first, int end, long previousEnd) {
        var cursor = new Cursor(first, Math.max(previousEnd, geometry.groupStart(first)));
        for (int group = first; group < end; group++) {
            blockBitmaps[group] = cursor.take(1);
        }
        for (int group = first; group < end; group++) {
            inodeBitmaps[group] = cursor.take(1);
        }
        for (int group = first; group < end; group++) {
            inodeTables[group] = cursor.take(geometry.inodeTableBlocks());
        }
        return cursor.finish(end);
    }

    /** Takes blocks in ascending order, around the copies of the superblock. */
    private final class Cursor {
        private long next;
        private int group;

        Cursor(int group, long next) {
            this.group = group;
            this.next = next;
        }

        long take(int count) {
            while (group < geometry.groups() && geometry.groupStart(group) < next + count) {
                takeBase();
            }
            long start = next;
            next += count;
            addRange(start, next);
            return start;
        }

        long finish(int end) {
            while (group < end) {
                takeBase();
            }
            return next;
        }

        private void takeBase() {
            long start = geometry.groupStart(group);
            int base = geometry.baseBlocks(group);
            if (base > 0) {
                addRange(start, start + base);
                next = Math.max(next, start + base);
            }
            group++;
        }
    }

    private void addRange(long start, long end) {
        if (ranges > 0 && ends[ranges - 1] == start) {
            ends[ranges - 1] = end;
            return;
        }
        if (ranges == starts.length) {
            starts = Arrays.copyOf(starts, 2 * ranges);
            ends = Arrays.copyOf(ends, 2 * ranges);
        }
        starts[ranges] = start;
        ends[ranges++] = end;
    }

    long blockBitmap(int group) {
        return blockBitmaps[group];
    }

    long inodeBitmap(int group) {
        return inodeBitmaps[group];
    }

    long inodeTable(int group) {
        return inodeTables[group];
    }

    /** Blocks that are left for files, directories and the journal. */
    long freeBlocks() {
        return geometry.blocks() - geometry.firstBlock() - takenBetween(0, geometry.blocks());
    }

    int ranges() {
        return ranges;
    }

    long rangeStart(int range) {
        return starts[range];
    }

    long rangeEnd(int range) {
        return ends[range];
    }

    /** The first range that ends after {@code block}. */
    int rangeAfter(long block) {
        int found = Arrays.binarySearch(ends, 0, ranges, block + 1);
        return found < 0 ? -found - 1 : found;
    }

    /** Taken blocks from {@code from} on and before {@code to}. */
    long takenBetween(long from, long to) {
        long taken = 0;
        for (int range = rangeAfter(from); range < ranges && starts[range] < to; range++) {
            taken += Math.min(ends[range], to) - Math.max(starts[range], from);
        }
        return taken;
    }
}
