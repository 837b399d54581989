package org.kubeos.diskimage.fat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import org.kubeos.diskimage.DiskWriter;

/**
 * Allocates clusters in ascending order, and writes the tables that chain them.
 *
 * <p>As every chain is contiguous, but for the root directory's first cluster, a bit per cluster is all that must be
 * remembered. What does not fit is counted, so that it can be said how much is missing.
 */
final class ClusterMap {

    /** Entry 0 repeats the medium; entry 1 says that the volume was left clean and without errors. */
    private static final int MEDIUM_ENTRY = 0x0FFF_FFF8;

    private static final int BUFFER_SIZE = 64 * 1024;

    private final FatGeometry geometry;
    private final BitSet ends = new BitSet();
    private long next = FatGeometry.FIRST_CLUSTER;
    private int extended;
    private int extension;

    ClusterMap(FatGeometry geometry) {
        this.geometry = geometry;
    }

    /** Clusters that {@code bytes} fill. */
    long clustersFor(long bytes) {
        return Math.ceilDiv(bytes, geometry.clusterSize());
    }

    /** Gives out {@code count} clusters in a row; 0 if that is none, or more than there are. */
    int allocate(long count) {
        long first = next;
        next += count;
        if (count == 0 || !fits()) {
            return 0;
        }
        ends.set((int) (next - 1));
        return (int) first;
    }

    /** Lets {@code count} more clusters follow {@code last}, the end of a chain; only one chain can be extended. */
    int extend(int last, long count) {
        int first = allocate(count);
        if (first != 0) {
            ends.clear(last);
            extended = last;
            extension = first;
        }
        return first;
    }

    boolean fits() {
        return missing() == 0;
    }

    /** Clusters that were asked for and are not there. */
    long missing() {
        return Math.max(0, next - FatGeometry.FIRST_CLUSTER - geometry.clusters());
    }

    long free() {
        return geometry.clusters() + FatGeometry.FIRST_CLUSTER - next;
    }

    /** The cluster that was given out last. */
    long last() {
        return next - 1;
    }

    /** Writes all tables; behind the last used entry they are zero, and so already on the disk. */
    void write(DiskWriter disk) throws IOException {
        int entrySize = geometry.type().entrySize();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (long cluster = 0; cluster < next; ) {
            long start = cluster * entrySize;
            buffer.clear();
            while (cluster < next && buffer.hasRemaining()) {
                put(buffer, entry((int) cluster++));
            }
            buffer.flip();
            for (int table = 0; table < geometry.tables(); table++) {
                disk.write(buffer.duplicate(), geometry.tableOffset(table) + start);
            }
        }
    }

    private int entry(int cluster) {
        if (cluster == 0) {
            return MEDIUM_ENTRY;
        }
        if (cluster == 1 || ends.get(cluster)) {
            return geometry.type().endOfChain();
        }
        return cluster == extended ? extension : cluster + 1;
    }

    private void put(ByteBuffer buffer, int entry) {
        switch (geometry.type()) {
            case FAT16 -> buffer.putShort((short) entry);
            case FAT32 -> buffer.putInt(entry);
        }
    }
}
