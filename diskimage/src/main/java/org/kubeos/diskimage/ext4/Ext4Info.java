package org.kubeos.diskimage.ext4;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A summary of a file system, from its superblock.
 *
 * @param size bytes
 * @param free bytes that no file takes, among them those that only root may fill
 * @param blockSize bytes
 * @param inodes how many files it can hold, a few reserved ones included
 * @param made when it was made, to the second
 * @param features names as {@code dumpe2fs} prints them
 */
public record Ext4Info(
        String label,
        UUID uuid,
        long size,
        long free,
        int blockSize,
        long inodes,
        long freeInodes,
        Instant made,
        List<String> features) {

    public Ext4Info {
        features = List.copyOf(features);
    }
}
