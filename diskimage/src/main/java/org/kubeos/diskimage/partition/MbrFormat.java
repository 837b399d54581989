package org.kubeos.diskimage.partition;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.kubeos.diskimage.DiskWriter;

/** The bytes of a master boot record and of the extended ones behind it (UEFI 2.10, section 5.2). */
final class MbrFormat {

    /** The disk signature, behind the boot code. */
    static final int DISK_SIGNATURE = 440;

    static final int ENTRIES = 446;
    static final int ENTRY_SIZE = 16;
    static final int BOOT_SIGNATURE = 510;
    static final short BOOT_SIGNATURE_VALUE = (short) 0xAA55;
    static final int SIZE = 512;
    static final int ACTIVE = 0x80;
    static final int TYPE_EXTENDED = 0x05;
    static final int TYPE_EXTENDED_LBA = 0x0F;
    static final int TYPE_PROTECTIVE = 0xEE;

    private static final int HEADS = 255;
    private static final int SECTORS_PER_TRACK = 63;
    private static final int MAX_CYLINDER = 1023;
    private static final int TABLE_SIZE = SIZE - DISK_SIGNATURE;

    private MbrFormat() {}

    /** An entry of a table as it stands on disk: sectors are relative, to what depends on the table. */
    record Entry(int status, int type, long firstSector, long sectors) {

        static Entry read(ByteBuffer mbr, int index) {
            int at = ENTRIES + index * ENTRY_SIZE;
            return new Entry(
                    Byte.toUnsignedInt(mbr.get(at)),
                    Byte.toUnsignedInt(mbr.get(at + 4)),
                    Integer.toUnsignedLong(mbr.getInt(at + 8)),
                    Integer.toUnsignedLong(mbr.getInt(at + 12)));
        }
    }

    /** The one entry that keeps tools that know no GPT from taking the disk for empty (UEFI 2.10, section 5.2.3). */
    static void writeProtective(DiskWriter disk, int sectorSize) throws IOException {
        long sectors = Math.min(disk.size() / sectorSize - 1, 0xFFFF_FFFFL);
        ByteBuffer table = table(0);
        put(table, 0, new Entry(0, TYPE_PROTECTIVE, 1, sectors), 0);
        // The specification wants sector 2 of the first track here, whatever the geometry.
        table.put(ENTRIES + 1, (byte) 0).put(ENTRIES + 2, (byte) 2).put(ENTRIES + 3, (byte) 0);
        disk.write(table, DISK_SIGNATURE);
    }

    static void write(Mbr table, DiskWriter disk) throws IOException {
        if (disk.size() != table.diskSize()) {
            throw new IllegalArgumentException(
                    "the table is for a disk of " + table.diskSize() + " bytes, but this one has " + disk.size());
        }
        int sectorSize = table.sectorSize();
        ByteBuffer mbr = table(table.signature());
        for (MbrPartition partition : table.primary()) {
            put(mbr, partition.number() - 1, entry(partition, 0, sectorSize), 0);
        }
        if (table.extended().isPresent()) {
            Mbr.Extended extended = table.extended().get();
            long first = extended.start() / sectorSize;
            put(mbr, extended.slot() - 1, new Entry(0, TYPE_EXTENDED_LBA, first, extended.size() / sectorSize), 0);
            writeChain(table, extended, disk);
        }
        disk.write(mbr, DISK_SIGNATURE);
    }

    /** Each logical partition has a table of its own: itself, relative to that table, and where the next table is. */
    private static void writeChain(Mbr table, Mbr.Extended extended, DiskWriter disk) throws IOException {
        int sectorSize = table.sectorSize();
        long base = extended.start() / sectorSize;
        List<Mbr.Logical> chain = table.chain();
        for (int i = 0; i < chain.size(); i++) {
            Mbr.Logical current = chain.get(i);
            long at = current.record() / sectorSize;
            ByteBuffer record = table(0);
            put(record, 0, entry(current.partition(), at, sectorSize), at);
            if (i + 1 < chain.size()) {
                Mbr.Logical next = chain.get(i + 1);
                long nextAt = next.record() / sectorSize;
                long sectors = next.partition().end() / sectorSize - nextAt;
                put(record, 1, new Entry(0, TYPE_EXTENDED, nextAt - base, sectors), base);
            }
            disk.write(record, current.record() + DISK_SIGNATURE);
        }
    }

    private static Entry entry(MbrPartition partition, long base, int sectorSize) {
        return new Entry(
                partition.active() ? ACTIVE : 0,
                partition.type(),
                partition.start() / sectorSize - base,
                partition.size() / sectorSize);
    }

    /** What follows the boot code; positions below count from the start of the sector. */
    private static ByteBuffer table(int signature) {
        ByteBuffer sector = GptFormat.littleEndian(SIZE);
        sector.putInt(DISK_SIGNATURE, signature).putShort(BOOT_SIGNATURE, BOOT_SIGNATURE_VALUE);
        return sector.position(SIZE - TABLE_SIZE);
    }

    /** @param base the sector that the entry's first sector counts from, for the cylinder-head-sector fields */
    private static void put(ByteBuffer table, int index, Entry entry, long base) {
        int at = ENTRIES + index * ENTRY_SIZE;
        table.put(at, (byte) entry.status());
        putAddress(table, at + 1, base + entry.firstSector());
        table.put(at + 4, (byte) entry.type());
        putAddress(table, at + 5, base + entry.firstSector() + entry.sectors() - 1);
        table.putInt(at + 8, (int) entry.firstSector()).putInt(at + 12, (int) entry.sectors());
    }

    /** Cylinder, head and sector of a BIOS's geometry; FE FF FF where they can't express the sector. */
    private static void putAddress(ByteBuffer table, int at, long sector) {
        long cylinder = sector / (HEADS * SECTORS_PER_TRACK);
        boolean fits = cylinder <= MAX_CYLINDER;
        int head = fits ? (int) (sector / SECTORS_PER_TRACK % HEADS) : 0xFE;
        int inTrack = fits ? (int) (sector % SECTORS_PER_TRACK) + 1 : SECTORS_PER_TRACK;
        int low = fits ? (int) cylinder : MAX_CYLINDER;
        table.put(at, (byte) head)
                .put(at + 1, (byte) (inTrack | low >> 2 & 0xC0))
                .put(at + 2, (byte) low);
    }
}
