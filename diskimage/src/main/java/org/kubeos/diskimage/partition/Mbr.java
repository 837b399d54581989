package org.kubeos.diskimage.partition;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.kubeos.diskimage.DiskWriter;

/**
 * A master boot record with up to four primary partitions, one of which gives its place to an extended partition when
 * there are logical ones (UEFI 2.10, section 5.2.1; the chain of logical partitions is as DOS 3.3 laid it down).
 *
 * <p>The extended partition is not part of the model: it follows from the logical ones, reaches from the first one's
 * record to the last one's end, and takes the first free number.
 *
 * @param sectorSize 512 or 4096
 * @param diskSize size in bytes of the disk, a multiple of the sector size
 * @param signature the disk's signature, from which Linux derives PARTUUIDs
 * @param partitions by number, apart from each other and from sector 0
 */
public record Mbr(int sectorSize, long diskSize, int signature, List<MbrPartition> partitions)
        implements PartitionTable {

    /** Logical partitions beyond this are refused; Linux itself stops at 256 partitions of a disk. */
    static final int MAX_LOGICAL = 252;

    /** Room that partitioning tools leave before a logical partition for its record. */
    static final long RECORD_ROOM = 1L << 20;

    private static final long MAX_SECTORS = 0xFFFF_FFFFL;

    /** The partition that holds the logical ones. */
    record Extended(int slot, long start, long size) {}

    /** @param record where on the disk the extended boot record of the partition stands */
    record Logical(MbrPartition partition, long record) {}

    public Mbr {
        Extents.checkSectorSize(sectorSize);
        if (diskSize % sectorSize != 0) {
            throw new IllegalArgumentException("disk size is not a multiple of its sector size: " + diskSize);
        }
        partitions = partitions.stream()
                .sorted(Comparator.comparingInt(MbrPartition::number))
                .toList();
        Extents.checkAll(partitions, sectorSize, sectorSize, diskSize);
        for (MbrPartition partition : partitions) {
            if (partition.start() / sectorSize > MAX_SECTORS || partition.size() / sectorSize > MAX_SECTORS) {
                throw new IllegalArgumentException("partition " + partition.number()
                        + " starts behind or is larger than 2^32 sectors, which an MBR can't express; use a GPT");
            }
        }
        checkNumbers(partitions);
    }

    private static void checkNumbers(List<MbrPartition> partitions) {
        List<Integer> logical = partitions.stream()
                .filter(MbrPartition::logical)
                .map(MbrPartition::number)
                .toList();
        if (logical.size() > MAX_LOGICAL) {
            throw new IllegalArgumentException("more than " + MAX_LOGICAL + " logical partitions: " + logical.size());
        }
        int firstLogical = MbrPartition.MAX_PRIMARY + 1;
        if (!logical.equals(IntStream.range(firstLogical, firstLogical + logical.size())
                .boxed()
                .toList())) {
            throw new IllegalArgumentException("logical partitions are numbered 5, 6, …, not " + logical);
        }
        if (!logical.isEmpty() && partitions.size() - logical.size() == MbrPartition.MAX_PRIMARY) {
            throw new IllegalArgumentException("four primary partitions leave no place for the logical ones");
        }
    }

    @Override
    public String partUuid(int number) {
        if (partitions.stream().noneMatch(partition -> partition.number() == number)) {
            throw new IllegalArgumentException("the table has no partition " + number);
        }
        return String.format(Locale.ROOT, "%08x-%02x", signature, number);
    }

    /** @throws IllegalArgumentException also if the logical partitions leave no room for their records before them */
    @Override
    public void write(DiskWriter disk) throws IOException {
        MbrFormat.write(this, disk);
    }

    static boolean isExtended(int type) {
        return type == 0x05 || type == 0x0F || type == 0x85;
    }

    List<MbrPartition> primary() {
        return partitions.stream().filter(partition -> !partition.logical()).toList();
    }

    Optional<Extended> extended() {
        List<Logical> chain = chain();
        if (chain.isEmpty()) {
            return Optional.empty();
        }
        long start = chain.getFirst().record();
        long end = chain.getLast().partition().end();
        List<MbrPartition> primary = primary();
        for (MbrPartition partition : primary) {
            if (partition.start() < end && partition.end() > start) {
                throw new IllegalArgumentException(
                        "partition " + partition.number() + " is primary but lies between logical ones");
            }
        }
        int slot = IntStream.rangeClosed(1, MbrPartition.MAX_PRIMARY)
                .filter(number -> primary.stream().noneMatch(partition -> partition.number() == number))
                .findFirst()
                .orElseThrow();
        return Optional.of(new Extended(slot, start, end - start));
    }

    /** The logical partitions with the places of their records, in the order of their numbers. */
    List<Logical> chain() {
        List<Logical> chain = new ArrayList<>();
        long free = sectorSize;
        for (MbrPartition partition : Extents.byStart(partitions)) {
            if (partition.logical()) {
                if (partition.number() != MbrPartition.MAX_PRIMARY + 1 + chain.size()) {
                    throw new IllegalArgumentException("logical partitions are not numbered in their order on disk");
                }
                if (partition.start() == free) {
                    throw new IllegalArgumentException("no room for a record before logical partition "
                            + partition.number() + ": leave at least one sector free");
                }
                chain.add(new Logical(partition, Math.max(free, partition.start() - RECORD_ROOM)));
            }
            free = partition.end();
        }
        return chain;
    }
}
