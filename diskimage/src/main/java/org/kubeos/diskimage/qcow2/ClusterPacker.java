package org.kubeos.diskimage.qcow2;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.kubeos.diskimage.cluster.HostClusters;
import org.kubeos.diskimage.cluster.StoredCluster;
import org.kubeos.diskimage.io.GatheredWrites;
import org.kubeos.diskimage.io.ImageFile;

/** Writes compressed clusters to the image, one right behind the other, so that several share a cluster of the file. */
final class ClusterPacker implements Closeable {

    private final GatheredWrites writes;
    private final int clusterBits;
    private final HostClusters hostClusters;

    /** Where the next compressed bytes may go, up to {@code end}. */
    private long next;

    private long end;

    ClusterPacker(ImageFile file, int clusterBits, HostClusters hostClusters) throws IOException {
        this.writes = new GatheredWrites(file::write, 0);
        this.clusterBits = clusterBits;
        this.hostClusters = hostClusters;
    }

    /** Takes a cluster to be written, compressed if it has fewer bytes than a cluster, and returns its L2 entry. */
    long add(StoredCluster cluster) throws IOException {
        byte[] stored = cluster.bytes();
        if (stored.length == 1 << clusterBits) {
            long offset = hostClusters.allocate(1);
            writes.write(ByteBuffer.wrap(stored), offset);
            return L2Entry.standard(offset);
        }
        long offset = place(stored.length);
        writes.write(ByteBuffer.wrap(stored), offset);
        return L2Entry.compressed(offset, stored.length, clusterBits);
    }

    /** Writes what is still held. */
    void finish() throws IOException {
        writes.flush();
    }

    /** Gives up what is still held. */
    @Override
    public void close() {
        writes.close();
    }

    private long place(int length) {
        boolean atEndOfFile = end == hostClusters.end();
        if (next + length > end && !atEndOfFile) {
            // Something else stands behind: the rest of that cluster is lost.
            next = end = hostClusters.end();
        }
        if (next < end) {
            hostClusters.share(next);
        }
        if (next + length > end) {
            hostClusters.allocate(Math.ceilDiv(next + length - end, 1L << clusterBits));
            end = hostClusters.end();
        }
        long offset = next;
        next += length;
        return offset;
    }
}
