package org.kubeos.diskimage.partition;

/**
 * Gives partitions their numbers and places: one after the other, each starting on a multiple of {@link
 * PartitionLayout#ALIGNMENT}. It knows nothing of the disk's size, so it also tells where partitions that don't fit would lie;
 * {@link PartitionLayout} refuses those.
 */
public final class PartitionPlacer {

    /** How many partitions have an entry in the table itself; those behind them are logical. */
    private final int primary;

    private int placed;
    private long end;

    private PartitionPlacer(int primary, long firstUsable) {
        this.primary = primary;
        this.end = firstUsable;
    }

    /** Places the {@code count} partitions of a GPT. */
    public static PartitionPlacer onGpt(int sectorSize, int count) {
        return new PartitionPlacer(count, Gpt.firstUsable(sectorSize, Gpt.slotsFor(sectorSize, count)));
    }

    /** Places the {@code count} partitions of an MBR: up to four primary ones; of more, all but three are logical. */
    public static PartitionPlacer onMbr(int sectorSize, int count) {
        return new PartitionPlacer(
                count <= MbrPartition.MAX_PRIMARY ? count : MbrPartition.MAX_PRIMARY - 1, sectorSize);
    }

    int primary() {
        return primary;
    }

    /** The next partition's number. */
    public int number() {
        return isLogical() ? placed - primary + MbrPartition.MAX_PRIMARY + 1 : placed + 1;
    }

    /** The next partition's first byte. */
    public long start() {
        long aligned = Math.ceilDiv(end, PartitionLayout.ALIGNMENT) * PartitionLayout.ALIGNMENT;
        // The record of a logical partition lies before it.
        return isLogical() ? aligned + PartitionLayout.ALIGNMENT : aligned;
    }

    private boolean isLogical() {
        return placed >= primary;
    }

    /** Puts a partition of {@code size} bytes in the next place. */
    public void place(long size) {
        end = start() + size;
        placed++;
    }

    /** The first byte behind the last partition that has a place. */
    public long end() {
        return end;
    }
}
