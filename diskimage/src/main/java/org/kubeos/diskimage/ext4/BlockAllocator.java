package org.kubeos.diskimage.ext4;

/**
 * Allocates blocks in ascending order and never frees one, so that the blocks in use are known without a bitmap:
 * everything up to the next free block, and the groups' own tables.
 */
final class BlockAllocator {

    /** Consecutive blocks. */
    record Run(long start, long length) {}

    private final Geometry geometry;
    private final GroupLayout layout;
    private long next;
    private int range;
    private long free;

    BlockAllocator(Geometry geometry, GroupLayout layout) {
        this.geometry = geometry;
        this.layout = layout;
        this.next = geometry.firstBlock();
        this.free = layout.freeBlocks();
        skipTaken();
    }

    /** Blocks that are still free. */
    long free() {
        return free;
    }

    /** Makes sure that {@code blocks} more are free for something that messages call {@code what}. */
    void require(long blocks, String what) throws Ext4FullException {
        if (blocks > free) {
            long blockSize = geometry.blockSize();
            throw new Ext4FullException(what, (blocks - free) * blockSize, geometry.blocks() * blockSize);
        }
    }

    /** Takes the next free blocks, as many as lie in one piece but no more than {@code wanted}; some must be free. */
    Run take(long wanted) {
        long end = range < layout.ranges() ? layout.rangeStart(range) : geometry.blocks();
        var run = new Run(next, Math.min(wanted, end - next));
        next += run.length;
        free -= run.length;
        skipTaken();
        return run;
    }

    /** Takes one block; one must be free. */
    long take() {
        return take(1).start();
    }

    private void skipTaken() {
        while (range < layout.ranges() && layout.rangeStart(range) == next) {
            next = layout.rangeEnd(range++);
        }
    }

    /** Blocks in use in a group. */
    int usedIn(int group) {
        long start = geometry.groupStart(group);
        long end = start + geometry.blocksIn(group);
        long filled = Math.clamp(next, start, end);
        return (int) (filled - start + layout.takenBetween(filled, end));
    }

    /** Whether nothing but its copy of the superblock and descriptors is in use in a group. */
    boolean isUntouched(int group) {
        return next <= geometry.groupStart(group) + geometry.baseBlocks(group)
                && usedIn(group) == geometry.baseBlocks(group);
    }

    /** Sets the bits of a group's used blocks in a zero bitmap. */
    void markUsed(int group, Bitmap bitmap) {
        long start = geometry.groupStart(group);
        long end = start + geometry.blocksIn(group);
        long filled = Math.clamp(next, start, end);
        bitmap.set(0, (int) (filled - start));
        for (int i = layout.rangeAfter(filled); i < layout.ranges() && layout.rangeStart(i) < end; i++) {
            long from = Math.max(layout.rangeStart(i), filled);
            bitmap.set((int) (from - start), (int) (Math.min(layout.rangeEnd(i), end) - start));
        }
    }
}
