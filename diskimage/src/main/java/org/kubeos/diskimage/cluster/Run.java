package org.kubeos.diskimage.cluster;

/**
 * Clusters that are contiguous both on the disk and in the file.
 *
 * @param guest number of the first cluster on the disk
 * @param hostOffset where that cluster stands in the file
 * @param count how many clusters
 */
public record Run(long guest, long hostOffset, long count) {

    long guestEnd() {
        return guest + count;
    }
}
