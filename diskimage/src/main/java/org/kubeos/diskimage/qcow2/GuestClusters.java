package org.kubeos.diskimage.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Collection;
import org.kubeos.diskimage.io.FileChannels;
import org.kubeos.diskimage.io.FileCopier;

/** The disk's clusters in a file, each at the place that its first write gave it. */
final class GuestClusters {

    private final FileChannel file;
    private final int clusterBits;
    private final ClusterRuns runs;
    private final FileCopier copier = new FileCopier();

    /** @param file must be readable for {@link #read} only */
    GuestClusters(FileChannel file, int clusterBits, HostClusters hostClusters) {
        this.file = file;
        this.clusterBits = clusterBits;
        this.runs = new ClusterRuns(clusterBits, hostClusters);
    }

    /** What was written, ascending by its place on the disk. */
    Collection<ClusterRuns.Run> written() {
        return runs.ascending();
    }

    void write(ByteBuffer source, long offset) throws IOException {
        int end = source.limit();
        long at = offset;
        while (source.position() < end) {
            long guest = at >>> clusterBits;
            int count = (int) Math.min(end - source.position(), ((guest + 1) << clusterBits) - at);
            source.limit(source.position() + count);
            if (runs.find(guest).isEmpty() && isZero(source)) {
                source.position(source.limit());
            } else {
                // The rest of a new cluster is a hole of the file, so that it reads as zeros without being written.
                FileChannels.write(file, source, hostOffset(runs.findOrAllocate(guest, 1), at));
            }
            source.limit(end);
            at += count;
        }
    }

    void transferFrom(FileChannel source, long position, long count, long offset) throws IOException {
        long end = offset + count;
        long at = offset;
        while (at < end) {
            long guest = at >>> clusterBits;
            ClusterRuns.Run run = runs.findOrAllocate(guest, Qcow2Header.clusters(end, clusterBits) - guest);
            long until = Math.min(end, run.guestEnd() << clusterBits);
            copier.copy(source, position + at - offset, until - at, file, hostOffset(run, at));
            at = until;
        }
    }

    /** The cluster that stands at {@code hostOffset}. Any thread may call this once all is written. */
    byte[] read(long hostOffset) throws IOException {
        ByteBuffer cluster = ByteBuffer.allocate(1 << clusterBits);
        // What the file lacks of its last cluster was never written, and is zero.
        long available = Math.min(cluster.capacity(), file.size() - hostOffset);
        FileChannels.read(file, cluster.limit((int) available), hostOffset);
        return cluster.array();
    }

    /** Where byte {@code at} of the disk stands, which lies in {@code run}. */
    private long hostOffset(ClusterRuns.Run run, long at) {
        return run.hostOffset() + (at - (run.guest() << clusterBits));
    }

    static boolean isZero(ByteBuffer bytes) {
        int at = bytes.position();
        for (; at + Long.BYTES <= bytes.limit(); at += Long.BYTES) {
            if (bytes.getLong(at) != 0) {
                return false;
            }
        }
        for (; at < bytes.limit(); at++) {
            if (bytes.get(at) != 0) {
                return false;
            }
        }
        return true;
    }
}
