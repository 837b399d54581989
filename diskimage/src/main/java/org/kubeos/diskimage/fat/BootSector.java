package org.kubeos.diskimage.fat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.kubeos.diskimage.DiskWriter;

/**
 * Writes the boot sector and, with FAT32, its backup and the FSInfo sector (FAT specification, "Boot Sector and BPB" and
 * "FSInfo Sector Structure and Backup Boot Sector").
 */
final class BootSector {

    static final int SIZE = 512;
    static final int SIGNATURE_OFFSET = 510;
    static final short SIGNATURE = (short) 0xAA55;
    static final int FSINFO_LEAD = 0x4161_5252;
    static final int FSINFO_STRUCTURE = 0x6141_7272;
    static final int FSINFO_TRAIL = 0xAA55_0000;
    static final int EXTENDED_SIGNATURE = 0x29;

    private static final int FSINFO_SECTOR = 1;
    private static final int BACKUP_SECTOR = 6;
    private static final int FIXED_DISK = 0xF8;
    private static final int FIRST_BIOS_DISK = 0x80;
    private static final int SECTORS_PER_TRACK = 63;
    private static final int HEADS = 255;
    private static final int MAX_SHORT_SECTORS = 0xFFFF;

    /** The name that, says the specification, is least likely to disturb a driver. */
    private static final String OEM_NAME = "MSWIN4.1";

    /** Goes on to a BIOS's next boot device (INT 18h), and halts should that return. */
    private static final byte[] BOOT_CODE = {(byte) 0xCD, 0x18, (byte) 0xF4, (byte) 0xEB, (byte) 0xFD};

    private BootSector() {}

    /**
     * @param rootCluster first cluster of FAT32's root directory
     * @param free free clusters
     * @param last the cluster given out last, behind which a driver best looks for a free one
     */
    static void write(DiskWriter disk, FatGeometry geometry, FatOptions options, int rootCluster, long free, long last)
            throws IOException {
        ByteBuffer sector = littleEndian(SIZE);
        putParameters(sector, geometry);
        switch (geometry.type()) {
            case FAT16 -> putVolume(sector, options, "FAT16   ");
            case FAT32 -> {
                sector.putInt((int) geometry.sectorsPerTable());
                sector.putShort((short) 0).putShort((short) 0).putInt(rootCluster);
                sector.putShort((short) FSINFO_SECTOR).putShort((short) BACKUP_SECTOR);
                sector.position(sector.position() + 12);
                putVolume(sector, options, "FAT32   ");
                ByteBuffer fsInfo = fsInfo(free, last);
                disk.write(sector.duplicate().rewind(), (long) BACKUP_SECTOR * geometry.sectorSize());
                disk.write(fsInfo.duplicate(), (long) (BACKUP_SECTOR + FSINFO_SECTOR) * geometry.sectorSize());
                disk.write(fsInfo, (long) FSINFO_SECTOR * geometry.sectorSize());
            }
        }
        disk.write(sector.rewind(), 0);
    }

    /** The part that both types share: offsets 0 to 35. */
    private static void putParameters(ByteBuffer sector, FatGeometry geometry) {
        boolean fat32 = geometry.type() == FatType.FAT32;
        boolean inShort = !fat32 && geometry.totalSectors() <= MAX_SHORT_SECTORS;
        // A short jump to the boot code, and a NOP.
        sector.put((byte) 0xEB).put((byte) (fat32 ? 0x58 : 0x3C)).put((byte) 0x90);
        sector.put(OEM_NAME.getBytes(StandardCharsets.US_ASCII));
        sector.putShort((short) geometry.sectorSize());
        sector.put((byte) geometry.sectorsPerCluster());
        sector.putShort((short) geometry.reservedSectors());
        sector.put((byte) geometry.tables());
        sector.putShort((short) geometry.rootEntries());
        sector.putShort((short) (inShort ? geometry.totalSectors() : 0));
        sector.put((byte) FIXED_DISK);
        sector.putShort((short) (fat32 ? 0 : geometry.sectorsPerTable()));
        sector.putShort((short) SECTORS_PER_TRACK).putShort((short) HEADS);
        sector.putInt(0);
        sector.putInt((int) (inShort ? 0 : geometry.totalSectors()));
    }

    private static void putVolume(ByteBuffer sector, FatOptions options, String type) {
        sector.put((byte) FIRST_BIOS_DISK).put((byte) 0).put((byte) EXTENDED_SIGNATURE);
        sector.putInt(options.volumeId());
        sector.put(paddedLabel(options.label().isEmpty() ? "NO NAME" : options.label()));
        sector.put(type.getBytes(StandardCharsets.US_ASCII));
        sector.put(BOOT_CODE);
        sector.putShort(SIGNATURE_OFFSET, SIGNATURE);
    }

    static byte[] paddedLabel(String label) {
        return String.format(Locale.ROOT, "%-" + FatOptions.LABEL_LENGTH + "s", label)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static ByteBuffer fsInfo(long free, long last) {
        ByteBuffer sector = littleEndian(SIZE);
        sector.putInt(0, FSINFO_LEAD).putInt(484, FSINFO_STRUCTURE);
        sector.putInt(488, (int) free).putInt(492, (int) last);
        return sector.putInt(508, FSINFO_TRAIL);
    }

    static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
