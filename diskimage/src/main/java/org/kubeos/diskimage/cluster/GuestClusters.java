package org.kubeos.diskimage.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Collection;
import org.kubeos.diskimage.ImageWriter;
import org.kubeos.diskimage.io.ImageFile;

/** The disk's clusters in a file, each at the place that its first write gave it. */
public final class GuestClusters implements ImageWriter.Storage {

    private final ImageFile file;
    private final int clusterBits;
    private final ClusterRuns runs;
    private final Listener listener;

    /** Hears of each write, once it is done. */
    public interface Listener {
        /** Bytes {@code start} to {@code end}, the latter not included, of the file have changed. */
        void written(long start, long end);
    }

    public GuestClusters(ClusterFile file, HostClusters hostClusters, Listener listener) {
        this.file = file.image();
        this.clusterBits = file.clusterBits();
        this.runs = new ClusterRuns(clusterBits, hostClusters);
        this.listener = listener;
    }

    /** What was written, ascending by its place on the disk. */
    public Collection<Run> written() {
        return runs.ascending();
    }

    /** Zeros in clusters that have no place yet are left out. */
    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
        ByteBuffer bytes = source.slice();
        int from = 0;
        while (from < bytes.limit()) {
            boolean omitted = isOmissible(bytes, from, offset);
            int until = from;
            do {
                until = endInCluster(bytes, until, offset);
            } while (until < bytes.limit() && isOmissible(bytes, until, offset) == omitted);
            if (!omitted) {
                place(bytes.slice(from, until - from), offset + from);
            }
            from = until;
        }
        source.position(source.limit());
    }

    /** Where the cluster of the byte at {@code from} ends, or the bytes do; byte 0 belongs at {@code offset} of the disk. */
    private int endInCluster(ByteBuffer bytes, int from, long offset) {
        long clusterEnd = ((offset + from >>> clusterBits) + 1) << clusterBits;
        return (int) Math.min(bytes.limit(), clusterEnd - offset);
    }

    private boolean isOmissible(ByteBuffer bytes, int from, long offset) {
        return ClusterFile.isZero(bytes, from, endInCluster(bytes, from, offset))
                && runs.find(offset + from >>> clusterBits).isEmpty();
    }

    /** The rest of a new cluster is a hole of the file, so that it reads as zeros without being written. */
    private void place(ByteBuffer bytes, long offset) throws IOException {
        long end = offset + bytes.limit();
        long at = offset;
        while (at < end) {
            Run run = runAt(at, end);
            long until = Math.min(end, run.guestEnd() << clusterBits);
            file.write(bytes.limit((int) (until - offset)), hostOffset(run, at));
            listener.written(hostOffset(run, at), hostOffset(run, until));
            at = until;
        }
    }

    @Override
    public void transferFrom(FileChannel source, long position, long count, long offset) throws IOException {
        long end = offset + count;
        long at = offset;
        while (at < end) {
            Run run = runAt(at, end);
            long until = Math.min(end, run.guestEnd() << clusterBits);
            file.transferFrom(source, position + at - offset, until - at, hostOffset(run, at));
            listener.written(hostOffset(run, at), hostOffset(run, until));
            at = until;
        }
    }

    /** The run that has byte {@code at} in its first cluster; a new one goes up to byte {@code end} at most. */
    private Run runAt(long at, long end) {
        long guest = at >>> clusterBits;
        return runs.findOrAllocate(guest, Math.ceilDiv(end, 1L << clusterBits) - guest);
    }

    /** Where byte {@code at} of the disk stands, which lies in {@code run}. */
    private long hostOffset(Run run, long at) {
        return run.hostOffset() + (at - (run.guest() << clusterBits));
    }
}
