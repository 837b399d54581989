package org.kubeos.diskimage.partition;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks that apply to the partitions of every kind of table. */
final class Extents {

    private Extents() {}

    static void check(int number, long start, long size) {
        if (number < 1 || start <= 0 || size <= 0 || start > Long.MAX_VALUE - size) {
            throw new IllegalArgumentException(
                    "partition " + number + " has no sensible number, start or size: " + start + " + " + size);
        }
    }

    /** Checks a disk's partitions against each other and against the room between {@code first} and {@code end}. */
    static void checkAll(List<? extends Partition> partitions, int sectorSize, long first, long end) {
        Set<Integer> numbers = new HashSet<>();
        long free = first;
        for (Partition partition : byStart(partitions)) {
            String who = "partition " + partition.number();
            if (!numbers.add(partition.number())) {
                throw new IllegalArgumentException(who + " is there twice");
            }
            if (partition.start() % sectorSize != 0 || partition.size() % sectorSize != 0) {
                throw new IllegalArgumentException(who + " does not start and end on a sector of " + sectorSize);
            }
            if (partition.start() < free) {
                throw new IllegalArgumentException(who + " overlaps another one or the table: it starts at byte "
                        + partition.start() + ", but the room before byte " + free + " is taken");
            }
            if (partition.end() > end) {
                throw new IllegalArgumentException(
                        who + " ends at byte " + partition.end() + ", behind the last usable byte, " + (end - 1));
            }
            free = partition.end();
        }
    }

    static <P extends Partition> List<P> byStart(List<P> partitions) {
        return partitions.stream()
                .sorted(Comparator.comparingLong(Partition::start))
                .toList();
    }

    static int checkSectorSize(int sectorSize) {
        if (sectorSize != 512 && sectorSize != 4096) {
            throw new IllegalArgumentException("sector size must be 512 or 4096, not " + sectorSize);
        }
        return sectorSize;
    }
}
