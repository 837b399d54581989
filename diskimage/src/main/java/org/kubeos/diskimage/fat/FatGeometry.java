package org.kubeos.diskimage.fat;

import java.util.Optional;

/**
 * Where everything is in a FAT file system: reserved sectors, tables, FAT16's root directory, clusters.
 *
 * @param rootEntries 32-byte entries of FAT16's root directory; 0 with FAT32, whose root is a chain as any other
 */
record FatGeometry(
        FatType type,
        int sectorSize,
        int sectorsPerCluster,
        int reservedSectors,
        int tables,
        long sectorsPerTable,
        int rootEntries,
        long totalSectors) {

    /** Clusters are numbered from 2 on; the table's first two entries have a use of their own. */
    static final int FIRST_CLUSTER = 2;

    static final int ENTRY_SIZE = 32;

    /** The largest cluster that every driver knows (FAT specification, BPB_SecPerClus). */
    static final int MAX_CLUSTER_SIZE = 32 * 1024;

    private static final long MIB = 1L << 20;
    private static final long MAX_SECTORS = 0xFFFF_FFFFL;
    private static final int TABLES = 2;
    private static final int FAT16_ROOT_ENTRIES = 512;
    private static final int FAT16_RESERVED = 1;
    private static final int FAT32_RESERVED = 32;

    /**
     * The geometry for a new file system, with the type and cluster size that mkfs.fat would choose. Data starts on a
     * multiple of the cluster size.
     *
     * @throws FatException if the type can't have that size
     */
    static FatGeometry choose(long size, Optional<FatType> wanted, int sectorSize) throws FatException {
        FatType type = wanted.orElse(size >= 512 * MIB ? FatType.FAT32 : FatType.FAT16);
        if (size / sectorSize > MAX_SECTORS) {
            throw new FatException("a FAT file system has at most 2^32 - 1 sectors; " + size + " bytes are more");
        }
        int sectors = type == FatType.FAT32 ? fat32SectorsPerCluster(size, sectorSize) : 4;
        FatGeometry geometry = of(size, type, sectorSize, sectors);
        while (geometry.clusters() > type.maxClusters() && 2 * geometry.clusterSize() <= MAX_CLUSTER_SIZE) {
            geometry = of(size, type, sectorSize, 2 * geometry.sectorsPerCluster);
        }
        while (geometry.clusters() < type.minClusters() && geometry.sectorsPerCluster > 1) {
            geometry = of(size, type, sectorSize, geometry.sectorsPerCluster / 2);
        }
        if (geometry.clusters() < type.minClusters()) {
            long missing = (type.minClusters() - Math.max(geometry.clusters(), 0)) * sectorSize;
            throw new FatException(size + " bytes are too small for " + type + " with sectors of " + sectorSize
                    + " bytes: about " + Math.ceilDiv(missing, 1024) + " KiB are missing");
        }
        if (geometry.clusters() > type.maxClusters()) {
            throw new FatException(size + " bytes are too large for " + type
                    + (type == FatType.FAT16 ? ", which ends just below 2 GiB; use FAT32" : ""));
        }
        return geometry;
    }

    /** As mkfs.fat, which follows the table in the FAT specification. */
    private static int fat32SectorsPerCluster(long size, int sectorSize) {
        int clusterSize;
        if (size > 32 * 1024 * MIB) {
            clusterSize = 32 * 1024;
        } else if (size > 16 * 1024 * MIB) {
            clusterSize = 16 * 1024;
        } else if (size > 8 * 1024 * MIB) {
            clusterSize = 8 * 1024;
        } else {
            clusterSize = size > 260 * MIB ? 4 * 1024 : 512;
        }
        return Math.max(1, clusterSize / sectorSize);
    }

    private static FatGeometry of(long size, FatType type, int sectorSize, int sectorsPerCluster) {
        int rootEntries = type == FatType.FAT16 ? FAT16_ROOT_ENTRIES : 0;
        int rootSectors = rootEntries * ENTRY_SIZE / sectorSize;
        int reserved = type == FatType.FAT16 ? FAT16_RESERVED : FAT32_RESERVED;
        long total = size / sectorSize;
        // With f sectors per table there are (total - reserved - root - 2f) / c clusters, whose entries and two more
        // must fit into f sectors; this is that, solved for f.
        long forTables = Math.max(0, total - reserved - rootSectors) + (long) FIRST_CLUSTER * sectorsPerCluster;
        long perTable = Math.ceilDiv(
                forTables * type.entrySize(), (long) sectorsPerCluster * sectorSize + (long) TABLES * type.entrySize());
        long metadata = reserved + TABLES * perTable + rootSectors;
        int padding = (int) Math.floorMod(-metadata, (long) sectorsPerCluster);
        return new FatGeometry(
                type, sectorSize, sectorsPerCluster, reserved + padding, TABLES, perTable, rootEntries, total);
    }

    int clusterSize() {
        return sectorsPerCluster * sectorSize;
    }

    /** Number of clusters; may be below 0 if the geometry makes no sense. */
    long clusters() {
        return Math.floorDiv(totalSectors - dataSector(), sectorsPerCluster);
    }

    long tableOffset(int table) {
        return (reservedSectors + table * sectorsPerTable) * sectorSize;
    }

    /** Where FAT16 has its root directory. */
    long rootOffset() {
        return tableOffset(tables);
    }

    long clusterOffset(long cluster) {
        return (dataSector() + (cluster - FIRST_CLUSTER) * sectorsPerCluster) * sectorSize;
    }

    private long dataSector() {
        return reservedSectors + tables * sectorsPerTable + Math.ceilDiv(rootEntries * ENTRY_SIZE, sectorSize);
    }
}
