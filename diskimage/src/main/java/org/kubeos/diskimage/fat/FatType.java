package org.kubeos.diskimage.fat;

/** The width of a table entry. It follows from the number of clusters alone (FAT specification, "FAT Type Determination"). */
public enum FatType {
    FAT16(2, 4_085, 65_524),
    /** The upper 4 bits of an entry are reserved, and the numbers from 0FFFFFF7 on have a meaning of their own. */
    FAT32(4, 65_525, 0x0FFF_FFF5);

    private final int entrySize;
    private final int minClusters;
    private final int maxClusters;

    FatType(int entrySize, int minClusters, int maxClusters) {
        this.entrySize = entrySize;
        this.minClusters = minClusters;
        this.maxClusters = maxClusters;
    }

    /** Bytes of an entry. */
    int entrySize() {
        return entrySize;
    }

    int minClusters() {
        return minClusters;
    }

    int maxClusters() {
        return maxClusters;
    }

    /** The entry of a chain's last cluster. */
    int endOfChain() {
        return this == FAT16 ? 0xFFFF : 0x0FFF_FFFF;
    }

    /** From this value on, an entry ends its chain. */
    int firstEndOfChain() {
        return endOfChain() & ~7;
    }
}
