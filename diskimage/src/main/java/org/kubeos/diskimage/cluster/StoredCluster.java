package org.kubeos.diskimage.cluster;

/**
 * A cluster of the disk as it is to be stored.
 *
 * @param guest its number on the disk
 * @param bytes what a {@link ClusterCompressor} made of it
 */
public record StoredCluster(long guest, byte[] bytes) {}
