package org.kubeos.diskimage.qcow2;

import java.util.Optional;

/**
 * Options of a new image.
 *
 * @param clusterSize bytes of a cluster, a power of two from 512 to 2 MiB
 * @param compression how clusters are compressed, if at all
 * @param threads how many threads compress, 1 or more; the image's bytes do not depend on it
 */
public record Qcow2Options(int clusterSize, Optional<Qcow2Compression> compression, int threads) {

    static final int MIN_CLUSTER_BITS = 9;
    static final int MAX_CLUSTER_BITS = 21;

    public Qcow2Options {
        if (Integer.bitCount(clusterSize) != 1
                || clusterSize < 1 << MIN_CLUSTER_BITS
                || clusterSize > 1 << MAX_CLUSTER_BITS) {
            throw new IllegalArgumentException(
                    "cluster size must be a power of two from 512 to 2097152 bytes, not " + clusterSize);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("at least one thread is needed, not " + threads);
        }
    }

    /** Clusters of 64 KiB, as QEMU makes them, without compression. */
    public static Qcow2Options defaults() {
        return new Qcow2Options(1 << 16, Optional.empty(), 1);
    }

    public Qcow2Options withClusterSize(int newClusterSize) {
        return new Qcow2Options(newClusterSize, compression, threads);
    }

    public Qcow2Options withCompression(Qcow2Compression newCompression, int newThreads) {
        return new Qcow2Options(clusterSize, Optional.of(newCompression), newThreads);
    }

    int clusterBits() {
        return Integer.numberOfTrailingZeros(clusterSize);
    }
}
