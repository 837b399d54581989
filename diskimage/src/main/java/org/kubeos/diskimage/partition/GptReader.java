package org.kubeos.diskimage.partition;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.DiskReader;

/** Reads a GPT (UEFI 2.10, section 5.3), from its backup where the main one is damaged. */
final class GptReader {

    private static final int MAX_ENTRY_SIZE = 4096;

    private final DiskReader disk;
    private final int sectorSize;

    private GptReader(DiskReader disk, int sectorSize) {
        this.disk = disk;
        this.sectorSize = sectorSize;
    }

    /** Reads a table of either sector size; none if no header, main or backup, is there. */
    static Optional<FoundTable> read(DiskReader disk) throws IOException {
        // Only a signature tells the sector size, so that a damaged table of the one must not hide behind the other.
        return read(disk, hasSignature(disk, 4096) && !hasSignature(disk, 512) ? 4096 : 512);
    }

    static Optional<FoundTable> read(DiskReader disk, int sectorSize) throws IOException {
        var reader = new GptReader(disk, sectorSize);
        long last = disk.size() / sectorSize - 1;
        if (last < 2) {
            return Optional.empty();
        }
        boolean main = reader.hasSignature(1);
        boolean backup = reader.hasSignature(last);
        if (!main && !(backup && MbrReader.isProtective(disk))) {
            return Optional.empty();
        }
        try {
            return Optional.of(FoundTable.whole(reader.readTable(1)));
        } catch (CorruptImageException damage) {
            if (!backup) {
                throw damage;
            }
            return Optional.of(new FoundTable(reader.readTable(last), Optional.of(damage)));
        }
    }

    private static boolean hasSignature(DiskReader disk, int sectorSize) throws IOException {
        long last = disk.size() / sectorSize - 1;
        var reader = new GptReader(disk, sectorSize);
        return last >= 2 && (reader.hasSignature(1) || reader.hasSignature(last));
    }

    private boolean hasSignature(long sector) throws IOException {
        return read(sector * sectorSize, Long.BYTES).getLong(0) == GptFormat.SIGNATURE;
    }

    private Gpt readTable(long sector) throws IOException {
        long at = sector * sectorSize;
        ByteBuffer header = readHeader(at, sector);
        long otherSector = header.getLong(32);
        UUID diskUuid = GptFormat.getUuid(header, 56);
        long entriesSector = header.getLong(72);
        long slots = Integer.toUnsignedLong(header.getInt(80));
        long entrySize = Integer.toUnsignedLong(header.getInt(84));
        if (slots < 1 || slots > Gpt.MAX_SLOTS) {
            throw new CorruptImageException(at + 80, "the partition table claims to have " + slots + " entries");
        }
        if (entrySize < Gpt.ENTRY_SIZE || entrySize > MAX_ENTRY_SIZE || Long.bitCount(entrySize) != 1) {
            throw new CorruptImageException(at + 84, "entries of the partition table have the size " + entrySize);
        }
        if (entriesSector < 2 || entriesSector > disk.size() / sectorSize) {
            throw new CorruptImageException(
                    at + 72, "the partition entries are said to be in sector " + Long.toUnsignedString(entriesSector));
        }
        long entriesAt = entriesSector * sectorSize;
        List<GptPartition> partitions = readEntries(entriesAt, (int) slots, (int) entrySize, header.getInt(88));
        // On a disk that has grown, the backup is where the disk ended before.
        long lastSector = Math.max(sector, otherSector);
        if (otherSector < 1 || lastSector > disk.size() / sectorSize - 1) {
            throw new CorruptImageException(
                    at + 32,
                    "the other copy of the table is said to be in sector " + Long.toUnsignedString(otherSector));
        }
        try {
            return new Gpt(
                    sectorSize,
                    (lastSector + 1) * sectorSize,
                    diskUuid,
                    Math.max(Gpt.MIN_SLOTS, (int) slots),
                    partitions);
        } catch (IllegalArgumentException e) {
            throw new CorruptImageException(entriesAt, String.valueOf(e.getMessage()));
        }
    }

    private ByteBuffer readHeader(long at, long sector) throws IOException {
        ByteBuffer header = read(at, sectorSize);
        if (header.getLong(0) != GptFormat.SIGNATURE) {
            throw new CorruptImageException(at, "the header of the partition table is missing");
        }
        long size = Integer.toUnsignedLong(header.getInt(12));
        if (size < GptFormat.HEADER_SIZE || size > sectorSize) {
            throw new CorruptImageException(
                    at + 12, "the header of the partition table claims to have " + size + " bytes");
        }
        int crc = header.getInt(GptFormat.HEADER_CRC);
        header.putInt(GptFormat.HEADER_CRC, 0);
        if (GptFormat.crc32(header.slice(0, (int) size)) != crc) {
            throw new CorruptImageException(
                    at + GptFormat.HEADER_CRC, "checksum of the partition table's header is wrong");
        }
        if (header.getLong(24) != sector) {
            throw new CorruptImageException(
                    at + 24,
                    "the header of the partition table is meant for sector "
                            + Long.toUnsignedString(header.getLong(24)));
        }
        return header;
    }

    private List<GptPartition> readEntries(long at, int slots, int entrySize, int expectedCrc) throws IOException {
        List<GptPartition> partitions = new ArrayList<>();
        var crc = new CRC32();
        for (int slot = 0; slot < slots; slot++) {
            long entryAt = at + (long) slot * entrySize;
            ByteBuffer entry = read(entryAt, entrySize);
            crc.update(entry.duplicate());
            if (!GptFormat.getUuid(entry, 0).equals(GptPartition.UNUSED_TYPE)) {
                partitions.add(readEntry(slot + 1, entry, entryAt));
            }
        }
        if ((int) crc.getValue() != expectedCrc) {
            throw new CorruptImageException(at, "checksum of the partition entries is wrong");
        }
        return partitions;
    }

    private GptPartition readEntry(int number, ByteBuffer entry, long at) throws CorruptImageException {
        try {
            return GptFormat.readEntry(number, entry, sectorSize);
        } catch (IllegalArgumentException e) {
            throw new CorruptImageException(at, String.valueOf(e.getMessage()));
        }
    }

    private ByteBuffer read(long at, int size) throws IOException {
        return DiskBytes.read(disk, at, size);
    }
}
