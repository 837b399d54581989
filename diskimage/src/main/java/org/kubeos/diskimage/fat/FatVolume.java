package org.kubeos.diskimage.fat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.DiskReader;

/**
 * The parameters in the boot sector (FAT specification, "Boot Sector and BPB"), validated so that other code can rely on them.
 *
 * @param label the boot sector's label, without the spaces that fill it up; {@code NO NAME} stands for none
 * @param rootCluster first cluster of FAT32's root directory; 0 with FAT16
 */
record FatVolume(DiskReader disk, FatGeometry geometry, int volumeId, String label, int rootCluster) {

    static final String NO_LABEL = "NO NAME";

    private static final int TYPE_NAME_16 = 54;
    private static final int TYPE_NAME_32 = 82;
    private static final int MAX_SECTORS_PER_CLUSTER = 128;

    /** Whether the disk starts as FAT file systems do, be it whole or damaged. */
    static boolean isThere(DiskReader disk) throws IOException {
        if (disk.size() < BootSector.SIZE) {
            return false;
        }
        ByteBuffer sector = read(disk, 0, BootSector.SIZE);
        return hasSignature(sector)
                && (text(sector, TYPE_NAME_16, 3).equals("FAT")
                        || text(sector, TYPE_NAME_32, 3).equals("FAT"));
    }

    static FatVolume open(DiskReader disk) throws IOException {
        ByteBuffer sector = read(disk, 0, BootSector.SIZE);
        if (!hasSignature(sector)) {
            throw new CorruptImageException(BootSector.SIGNATURE_OFFSET, "no boot sector: its signature is missing");
        }
        // Only FAT32 has no 16-bit size of a table; small ones exist that the count of clusters would make FAT16.
        boolean fat32 = sector.getShort(22) == 0;
        FatGeometry geometry = geometry(sector, fat32);
        check(disk, geometry);
        int volume = fat32 ? 67 : 39;
        int rootCluster = fat32 ? sector.getInt(44) : 0;
        if (fat32 && !geometry.hasCluster(rootCluster)) {
            throw new CorruptImageException(
                    44, "the root directory is said to be in cluster " + Integer.toUnsignedString(rootCluster));
        }
        return new FatVolume(
                disk,
                geometry,
                sector.getInt(volume),
                text(sector, volume + 4, FatOptions.LABEL_LENGTH).stripTrailing(),
                rootCluster);
    }

    private static FatGeometry geometry(ByteBuffer sector, boolean fat32) throws CorruptImageException {
        int sectorSize = Short.toUnsignedInt(sector.getShort(11));
        if (Integer.bitCount(sectorSize) != 1 || sectorSize < 512 || sectorSize > 4096) {
            throw new CorruptImageException(11, "sectors are said to have " + sectorSize + " bytes");
        }
        int perCluster = Byte.toUnsignedInt(sector.get(13));
        if (Integer.bitCount(perCluster) != 1 || perCluster > MAX_SECTORS_PER_CLUSTER) {
            throw new CorruptImageException(13, "clusters are said to have " + perCluster + " sectors");
        }
        int reserved = Short.toUnsignedInt(sector.getShort(14));
        int tables = Byte.toUnsignedInt(sector.get(16));
        if (reserved == 0 || tables == 0) {
            throw new CorruptImageException(14, "there are no reserved sectors or no tables");
        }
        int rootEntries = Short.toUnsignedInt(sector.getShort(17));
        int sectors16 = Short.toUnsignedInt(sector.getShort(19));
        int perTable16 = Short.toUnsignedInt(sector.getShort(22));
        return new FatGeometry(
                fat32 ? FatType.FAT32 : FatType.FAT16,
                sectorSize,
                perCluster,
                reserved,
                tables,
                fat32 ? Integer.toUnsignedLong(sector.getInt(36)) : perTable16,
                rootEntries,
                sectors16 != 0 ? sectors16 : Integer.toUnsignedLong(sector.getInt(32)));
    }

    private static void check(DiskReader disk, FatGeometry geometry) throws CorruptImageException {
        long size = geometry.totalSectors() * geometry.sectorSize();
        if (size > disk.size()) {
            throw new CorruptImageException(
                    32, "the file system has " + size + " bytes, but only " + disk.size() + " are there");
        }
        long clusters = geometry.clusters();
        if (clusters < 1 || clusters > FatType.FAT32.maxClusters()) {
            throw new CorruptImageException(
                    32,
                    clusters < 1
                            ? "what stands before the clusters leaves no room for them"
                            : "there is room for " + clusters + " clusters");
        }
        if (geometry.type() == FatType.FAT16 && clusters < FatType.FAT16.minClusters()) {
            throw new CorruptImageException(32, "this is FAT12, which is not supported: " + clusters + " clusters");
        }
        long entries = geometry.sectorsPerTable()
                * geometry.sectorSize()
                / geometry.type().entrySize();
        if (entries < clusters + FatGeometry.FIRST_CLUSTER) {
            throw new CorruptImageException(
                    22, "tables of " + entries + " entries are too small for " + clusters + " clusters");
        }
    }

    /** Reads {@code size} bytes, which must lie within the disk, as little-endian ones. */
    ByteBuffer read(long at, int size) throws IOException {
        return read(disk, at, size);
    }

    private static ByteBuffer read(DiskReader disk, long at, int size) throws IOException {
        if (at > disk.size() - size) {
            throw new CorruptImageException(at, "the disk ends before the file system's end");
        }
        ByteBuffer bytes = BootSector.littleEndian(size);
        disk.read(bytes, at);
        return bytes.flip();
    }

    private static boolean hasSignature(ByteBuffer sector) {
        return sector.getShort(BootSector.SIGNATURE_OFFSET) == BootSector.SIGNATURE;
    }

    private static String text(ByteBuffer sector, int at, int length) {
        return StandardCharsets.US_ASCII.decode(sector.slice(at, length)).toString();
    }
}
