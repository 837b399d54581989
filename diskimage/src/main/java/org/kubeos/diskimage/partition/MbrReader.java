package org.kubeos.diskimage.partition;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.partition.MbrFormat.Entry;

/** Reads an MBR and the chain of its logical partitions (UEFI 2.10, section 5.2). */
final class MbrReader {

    private final DiskReader disk;
    private final int sectorSize;
    private final List<MbrPartition> partitions = new ArrayList<>();

    private MbrReader(DiskReader disk, int sectorSize) {
        this.disk = disk;
        this.sectorSize = sectorSize;
    }

    static boolean isProtective(DiskReader disk) throws IOException {
        ByteBuffer mbr = DiskBytes.read(disk, 0, MbrFormat.SIZE);
        return hasBootSignature(mbr)
                && entries(mbr).stream().anyMatch(entry -> entry.type() == MbrFormat.TYPE_PROTECTIVE);
    }

    static Optional<Mbr> read(DiskReader disk, int sectorSize) throws IOException {
        if (disk.size() < sectorSize) {
            return Optional.empty();
        }
        ByteBuffer mbr = DiskBytes.read(disk, 0, MbrFormat.SIZE);
        if (!hasBootSignature(mbr) || isFatBootSector(mbr) || !looksLikeTable(entries(mbr))) {
            return Optional.empty();
        }
        if (isProtective(disk)) {
            throw new CorruptImageException(
                    sectorSize, "the protective MBR announces a GPT, but no header of one is there");
        }
        return Optional.of(new MbrReader(disk, sectorSize).readTable(mbr));
    }

    private Mbr readTable(ByteBuffer mbr) throws IOException {
        List<Entry> entries = entries(mbr);
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.type() != 0 && !Mbr.isExtended(entry.type())) {
                add(i + 1, entry, 0, MbrFormat.ENTRIES + (long) i * MbrFormat.ENTRY_SIZE);
            }
        }
        for (Entry entry : entries) {
            if (Mbr.isExtended(entry.type())) {
                readChain(entry.firstSector());
            }
        }
        try {
            long size = disk.size() / sectorSize * sectorSize;
            return new Mbr(sectorSize, size, mbr.getInt(MbrFormat.DISK_SIGNATURE), partitions);
        } catch (IllegalArgumentException e) {
            throw new CorruptImageException(MbrFormat.ENTRIES, String.valueOf(e.getMessage()));
        }
    }

    private void readChain(long base) throws IOException {
        long sector = base;
        for (int records = 0; ; records++) {
            long at = sector * sectorSize;
            // More records than partitions can only be a loop, or a chain of empty records that is as good as one.
            if (records > Mbr.MAX_LOGICAL) {
                throw new CorruptImageException(at, "the chain of logical partitions does not end");
            }
            ByteBuffer record = DiskBytes.read(disk, at, MbrFormat.SIZE);
            if (!hasBootSignature(record)) {
                throw new CorruptImageException(at, "the record of a logical partition has no signature");
            }
            Entry own = Entry.read(record, 0);
            if (own.type() != 0 && !Mbr.isExtended(own.type())) {
                int logical =
                        (int) partitions.stream().filter(MbrPartition::logical).count();
                add(MbrPartition.MAX_PRIMARY + 1 + logical, own, sector, at + MbrFormat.ENTRIES);
            }
            Entry next = Entry.read(record, 1);
            if (!Mbr.isExtended(next.type())) {
                return;
            }
            sector = base + next.firstSector();
        }
    }

    private void add(int number, Entry entry, long base, long at) throws CorruptImageException {
        try {
            partitions.add(new MbrPartition(
                    number,
                    entry.type(),
                    (base + entry.firstSector()) * sectorSize,
                    entry.sectors() * sectorSize,
                    entry.status() == MbrFormat.ACTIVE));
        } catch (IllegalArgumentException e) {
            throw new CorruptImageException(at, String.valueOf(e.getMessage()));
        }
    }

    private static List<Entry> entries(ByteBuffer mbr) {
        return IntStream.range(0, MbrPartition.MAX_PRIMARY)
                .mapToObj(i -> Entry.read(mbr, i))
                .toList();
    }

    private static boolean hasBootSignature(ByteBuffer sector) {
        return sector.getShort(MbrFormat.BOOT_SIGNATURE) == MbrFormat.BOOT_SIGNATURE_VALUE;
    }

    /** Other things end with the boot signature too; their code stands where the entries would be. */
    private static boolean looksLikeTable(List<Entry> entries) {
        return entries.stream().allMatch(entry -> entry.status() == 0 || entry.status() == MbrFormat.ACTIVE);
    }

    /** A disk that is one FAT file system starts with the same signature, and with zeros in place of the entries. */
    private static boolean isFatBootSector(ByteBuffer sector) {
        return entries(sector).stream().allMatch(entry -> entry.type() == 0)
                && (text(sector, 54).equals("FAT") || text(sector, 82).equals("FAT"));
    }

    private static String text(ByteBuffer sector, int at) {
        return StandardCharsets.US_ASCII.decode(sector.slice(at, 3)).toString();
    }
}
