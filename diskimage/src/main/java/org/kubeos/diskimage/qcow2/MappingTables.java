package org.kubeos.diskimage.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.kubeos.diskimage.cluster.HostClusters;
import org.kubeos.diskimage.io.FileChannels;

/**
 * Writes an image's tables to clusters behind its data: L2 tables as their entries come, in ascending order, then the
 * L1 table, the refcounts and, last, the header, so that an unfinished file is no image. Qcow2 specification, "Host
 * cluster management" and "Cluster mapping".
 */
final class MappingTables {

    private static final int REFCOUNT_BYTES = 1 << (Qcow2Header.REFCOUNT_ORDER - 3);

    private final FileChannel file;
    private final long size;
    private final int clusterBits;
    private final HostClusters hostClusters;
    private final ByteBuffer l1;
    private final ByteBuffer l2;
    private int l2Index = -1;

    MappingTables(FileChannel file, long size, int clusterBits, HostClusters hostClusters) {
        this.file = file;
        this.size = size;
        this.clusterBits = clusterBits;
        this.hostClusters = hostClusters;
        long entries = Qcow2Header.l1Entries(size, clusterBits);
        this.l1 = ByteBuffer.allocate(Math.toIntExact(entries * Long.BYTES));
        this.l2 = ByteBuffer.allocate(1 << clusterBits);
    }

    /** @param guestCluster the cluster's number on the disk, larger than in the call before */
    void map(long guestCluster, long entry) throws IOException {
        int l2Bits = clusterBits - 3;
        int table = (int) (guestCluster >>> l2Bits);
        if (table != l2Index) {
            finishL2();
            l2Index = table;
        }
        l2.putLong((int) (guestCluster & ((1L << l2Bits) - 1)) * Long.BYTES, entry);
    }

    private void finishL2() throws IOException {
        if (l2Index >= 0) {
            long offset = hostClusters.allocate(1);
            FileChannels.write(file, l2.clear(), offset);
            l1.putLong(l2Index * Long.BYTES, L2Entry.standard(offset));
            l2.clear().put(new byte[l2.capacity()]);
        }
    }

    void finish(Qcow2Compression compression) throws IOException {
        finishL2();
        long l1Offset = hostClusters.allocate(clustersFor(l1.capacity()));
        FileChannels.write(file, l1.clear(), l1Offset);

        // The refcounts count themselves: more blocks may need a larger table, and both need refcounts again.
        long used = hostClusters.count();
        long blocks = 0;
        long tableClusters = 0;
        while (blocks * refcountsPerBlock() < used + blocks + tableClusters) {
            blocks = Math.ceilDiv(used + blocks + tableClusters, refcountsPerBlock());
            tableClusters = clustersFor(blocks * Long.BYTES);
        }
        long tableOffset = hostClusters.allocate(tableClusters);
        long firstBlock = hostClusters.allocate(blocks);
        writeRefcounts(tableOffset, tableClusters, firstBlock, blocks);

        var header = new Qcow2Header(
                size,
                clusterBits,
                l1.capacity() / Long.BYTES,
                l1Offset,
                tableOffset,
                Math.toIntExact(tableClusters),
                compression);
        FileChannels.write(file, header.encode(), 0);
    }

    private void writeRefcounts(long tableOffset, long tableClusters, long firstBlock, long blocks) throws IOException {
        ByteBuffer table = ByteBuffer.allocate(Math.toIntExact(tableClusters << clusterBits));
        ByteBuffer block = ByteBuffer.allocate(1 << clusterBits);
        long cluster = 0;
        for (long i = 0; i < blocks; i++) {
            long offset = firstBlock + (i << clusterBits);
            table.putLong(offset);
            block.clear();
            while (block.hasRemaining()) {
                block.putShort(cluster < hostClusters.count() ? hostClusters.uses(cluster) : 0);
                cluster++;
            }
            FileChannels.write(file, block.flip(), offset);
        }
        FileChannels.write(file, table.clear(), tableOffset);
    }

    private long refcountsPerBlock() {
        return (1L << clusterBits) / REFCOUNT_BYTES;
    }

    private long clustersFor(long bytes) {
        return Math.ceilDiv(bytes, 1L << clusterBits);
    }
}
