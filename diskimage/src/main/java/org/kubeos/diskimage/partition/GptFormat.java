package org.kubeos.diskimage.partition;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.zip.CRC32;
import org.kubeos.diskimage.DiskWriter;

/** The bytes of a GPT (UEFI 2.10, section 5.3). */
final class GptFormat {

    /** "EFI PART" as a little-endian number. */
    static final long SIGNATURE = 0x5452_4150_2049_4645L;

    static final int HEADER_SIZE = 92;
    static final int HEADER_CRC = 16;

    private static final int REVISION_1_0 = 0x0001_0000;
    private static final int ENTRY_NAME = 56;

    private GptFormat() {}

    static void write(Gpt table, DiskWriter disk) throws IOException {
        if (disk.size() != table.diskSize()) {
            throw new IllegalArgumentException(
                    "the table is for a disk of " + table.diskSize() + " bytes, but this one has " + disk.size());
        }
        int sectorSize = table.sectorSize();
        long lastSector = table.diskSize() / sectorSize - 1;
        long backupEntries = Gpt.usableEnd(table.diskSize(), sectorSize, table.slots());
        ByteBuffer entries = entries(table);
        disk.write(entries.duplicate(), backupEntries);
        disk.write(header(table, lastSector, 1, backupEntries / sectorSize, entries), lastSector * sectorSize);
        disk.write(entries.duplicate(), 2L * sectorSize);
        disk.write(header(table, 1, lastSector, 2, entries), sectorSize);
        MbrFormat.writeProtective(disk, sectorSize);
    }

    private static ByteBuffer entries(Gpt table) {
        ByteBuffer entries = littleEndian(table.slots() * Gpt.ENTRY_SIZE);
        for (GptPartition partition : table.partitions()) {
            int at = (partition.number() - 1) * Gpt.ENTRY_SIZE;
            putUuid(entries.position(at), partition.type());
            putUuid(entries, partition.uuid());
            entries.putLong(partition.start() / table.sectorSize());
            entries.putLong(partition.end() / table.sectorSize() - 1);
            entries.putLong(partition.attributes());
            entries.position(at + ENTRY_NAME);
            partition.name().chars().forEach(unit -> entries.putChar((char) unit));
        }
        return entries.rewind();
    }

    private static ByteBuffer header(Gpt table, long sector, long otherSector, long entriesSector, ByteBuffer entries) {
        int sectorSize = table.sectorSize();
        ByteBuffer header = littleEndian(HEADER_SIZE);
        header.putLong(SIGNATURE).putInt(REVISION_1_0).putInt(HEADER_SIZE);
        header.position(24);
        header.putLong(sector).putLong(otherSector);
        header.putLong(Gpt.firstUsable(sectorSize, table.slots()) / sectorSize);
        header.putLong(Gpt.usableEnd(table.diskSize(), sectorSize, table.slots()) / sectorSize - 1);
        putUuid(header, table.diskUuid());
        header.putLong(entriesSector).putInt(table.slots()).putInt(Gpt.ENTRY_SIZE);
        header.putInt(crc32(entries));
        return header.rewind().putInt(HEADER_CRC, crc32(header));
    }

    static GptPartition readEntry(int number, ByteBuffer entry, int sectorSize) {
        UUID type = getUuid(entry, 0);
        long first = entry.getLong(32);
        long last = entry.getLong(40);
        // Beyond this, bytes overflow a long; no disk is that large.
        if (first < 0 || last < first || last >= Long.MAX_VALUE / sectorSize) {
            throw new IllegalArgumentException("partition " + number + " runs from sector "
                    + Long.toUnsignedString(first) + " to " + Long.toUnsignedString(last));
        }
        var name = new StringBuilder();
        for (int i = 0; i < GptPartition.MAX_NAME_LENGTH && entry.getChar(ENTRY_NAME + 2 * i) != 0; i++) {
            name.append(entry.getChar(ENTRY_NAME + 2 * i));
        }
        return new GptPartition(
                number,
                type,
                name.toString(),
                first * sectorSize,
                (last - first + 1) * sectorSize,
                getUuid(entry, 16),
                entry.getLong(48));
    }

    /** A UUID as UEFI stores it: the first three fields little-endian, the rest in order (appendix A). */
    private static void putUuid(ByteBuffer target, UUID uuid) {
        long high = uuid.getMostSignificantBits();
        target.putInt((int) (high >>> 32)).putShort((short) (high >>> 16)).putShort((short) high);
        target.putLong(Long.reverseBytes(uuid.getLeastSignificantBits()));
    }

    static UUID getUuid(ByteBuffer source, int at) {
        long high = Integer.toUnsignedLong(source.getInt(at)) << 32
                | Short.toUnsignedLong(source.getShort(at + 4)) << 16
                | Short.toUnsignedLong(source.getShort(at + 6));
        return new UUID(high, Long.reverseBytes(source.getLong(at + 8)));
    }

    static int crc32(ByteBuffer bytes) {
        var crc = new CRC32();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
