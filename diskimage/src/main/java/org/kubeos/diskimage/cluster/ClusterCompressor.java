package org.kubeos.diskimage.cluster;

/** Compresses clusters, one at a time. */
public interface ClusterCompressor extends AutoCloseable {

    /** The bytes to be stored for a cluster; they may be the cluster itself where a format allows that. */
    byte[] compress(byte[] cluster);

    @Override
    void close();
}
