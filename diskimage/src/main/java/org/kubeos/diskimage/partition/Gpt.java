package org.kubeos.diskimage.partition;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.kubeos.diskimage.DiskWriter;

/**
 * A GUID partition table (UEFI 2.10, section 5.3).
 *
 * @param sectorSize 512 or 4096
 * @param diskSize size in bytes of the disk, a multiple of the sector size
 * @param diskUuid the disk's own UUID
 * @param slots room for partitions in the table, at least 128
 * @param partitions by number, apart from each other and from the table and its backup
 */
public record Gpt(int sectorSize, long diskSize, UUID diskUuid, int slots, List<GptPartition> partitions)
        implements PartitionTable {

    /** The table reserves 16 KiB at least (UEFI 2.10, section 5.3.2): 128 entries of 128 bytes. */
    static final int MIN_SLOTS = 128;

    /** A limit of ours, far above what any tool makes, that bounds what a reader must hold. */
    static final int MAX_SLOTS = 65_536;

    static final int ENTRY_SIZE = 128;

    public Gpt {
        Extents.checkSectorSize(sectorSize);
        if (diskSize % sectorSize != 0) {
            throw new IllegalArgumentException("disk size is not a multiple of its sector size: " + diskSize);
        }
        if (slots < MIN_SLOTS || slots > MAX_SLOTS) {
            throw new IllegalArgumentException("a GPT has 128 to " + MAX_SLOTS + " slots, not " + slots);
        }
        if (diskSize < smallestDisk(sectorSize, slots)) {
            throw new IllegalArgumentException("a disk of " + diskSize + " bytes is too small for a GPT: it needs "
                    + smallestDisk(sectorSize, slots));
        }
        partitions = partitions.stream()
                .sorted(Comparator.comparingInt(GptPartition::number))
                .toList();
        if (!partitions.isEmpty() && partitions.getLast().number() > slots) {
            throw new IllegalArgumentException(
                    "partition " + partitions.getLast().number() + " has no slot in a table of " + slots);
        }
        Extents.checkAll(
                partitions, sectorSize, firstUsable(sectorSize, slots), usableEnd(diskSize, sectorSize, slots));
    }

    /** A table with as many slots as its partitions need, 128 at least. */
    public static Gpt of(int sectorSize, long diskSize, UUID diskUuid, List<GptPartition> partitions) {
        int highest = partitions.stream().mapToInt(GptPartition::number).max().orElse(0);
        return new Gpt(sectorSize, diskSize, diskUuid, slotsFor(sectorSize, highest), partitions);
    }

    @Override
    public String partUuid(int number) {
        return partitions.stream()
                .filter(partition -> partition.number() == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the table has no partition " + number))
                .uuid()
                .toString();
    }

    @Override
    public void write(DiskWriter disk) throws IOException {
        GptFormat.write(this, disk);
    }

    /** Slots for {@code count} partitions that fill whole sectors. */
    static int slotsFor(int sectorSize, int count) {
        int perSector = sectorSize / ENTRY_SIZE;
        return Math.max(MIN_SLOTS, Math.ceilDiv(count, perSector) * perSector);
    }

    /** First byte behind the protective MBR, the header and the entries. */
    static long firstUsable(int sectorSize, int slots) {
        return 2L * sectorSize + entriesSize(sectorSize, slots);
    }

    /** First byte of the backup: its entries, then its header in the disk's last sector. */
    static long usableEnd(long diskSize, int sectorSize, int slots) {
        return diskSize - sectorSize - entriesSize(sectorSize, slots);
    }

    /** Bytes of the sectors that hold the entries. */
    static long entriesSize(int sectorSize, int slots) {
        return Math.ceilDiv((long) slots * ENTRY_SIZE, sectorSize) * sectorSize;
    }

    private static long smallestDisk(int sectorSize, int slots) {
        return 4L * sectorSize + 2 * entriesSize(sectorSize, slots);
    }
}
