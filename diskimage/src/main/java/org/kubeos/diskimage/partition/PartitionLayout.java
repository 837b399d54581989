package org.kubeos.diskimage.partition;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A layout of a disk: partitions one after the other, each starting on a multiple of 1 MiB, as partitioning tools do.
 *
 * @param diskSize size in bytes of the disk
 * @param sectorSize bytes in a logical sector of the disk: 512 or 4096
 * @param requests the partitions in the order of their numbers and of their places
 */
public record PartitionLayout(long diskSize, int sectorSize, List<PartitionRequest> requests) {

    /** Alignment of every partition, in bytes. */
    public static final long ALIGNMENT = 1L << 20;

    /**
     * @throws PartitionLayoutException if two partitions have one name, or one before the last asks for the rest of the
     *     disk
     */
    public PartitionLayout {
        Extents.checkSectorSize(sectorSize);
        if (diskSize % sectorSize != 0) {
            throw new PartitionLayoutException("the disk's size, " + diskSize
                    + " bytes, is not a multiple of its sector size, " + sectorSize + " bytes");
        }
        requests = List.copyOf(requests);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < requests.size(); i++) {
            PartitionRequest request = requests.get(i);
            if (!names.add(request.name())) {
                throw new PartitionLayoutException("two partitions have the name " + request.name());
            }
            if (request.size().isEmpty() && i < requests.size() - 1) {
                throw new PartitionLayoutException("partition " + request.name()
                        + " asks for the rest of the disk, which only the last one can have");
            }
        }
    }

    private record Place(int number, long start, long size) {}

    /**
     * The layout as a GPT.
     *
     * @param uuids the UUID of the partition of each name
     * @throws PartitionLayoutException if the partitions do not fit on the disk or a name is too long for a GPT
     */
    public Gpt toGpt(UUID diskUuid, Function<String, UUID> uuids) {
        requests.forEach(PartitionLayout::checkGptName);
        int slots = Gpt.slotsFor(sectorSize, requests.size());
        long end = Gpt.usableEnd(diskSize, sectorSize, slots);
        List<Place> places = place(requests, end, PartitionPlacer.onGpt(sectorSize, requests.size()));
        List<GptPartition> partitions = IntStream.range(0, places.size())
                .mapToObj(i -> {
                    PartitionRequest request = requests.get(i);
                    Place place = places.get(i);
                    UUID uuid = uuids.apply(request.name());
                    return new GptPartition(
                            place.number(),
                            request.type().uuid(),
                            request.name(),
                            place.start(),
                            place.size(),
                            uuid,
                            0);
                })
                .toList();
        return new Gpt(sectorSize, diskSize, diskUuid, slots, partitions);
    }

    /**
     * The layout as an MBR: up to four primary partitions; of more, all but three become logical. The first one is
     * active.
     *
     * @param signature the disk's signature
     * @throws PartitionLayoutException if the partitions do not fit on the disk
     */
    public Mbr toMbr(int signature) {
        var placer = PartitionPlacer.onMbr(sectorSize, requests.size());
        int primary = placer.primary();
        List<Place> places = new ArrayList<>(place(requests.subList(0, primary), diskSize, placer));
        places.addAll(place(requests.subList(primary, requests.size()), diskSize, placer));
        List<MbrPartition> partitions = IntStream.range(0, places.size())
                .mapToObj(i -> {
                    Place place = places.get(i);
                    int type = requests.get(i).type().mbrType();
                    return new MbrPartition(place.number(), type, place.start(), place.size(), i == 0);
                })
                .toList();
        return new Mbr(sectorSize, diskSize, signature, partitions);
    }

    /** @param end first byte that partitions can't have */
    private List<Place> place(List<PartitionRequest> wanted, long end, PartitionPlacer placer) {
        List<Place> places = new ArrayList<>();
        for (PartitionRequest request : wanted) {
            long start = placer.start();
            long size = request.size().isPresent()
                    ? roundUp(request.size().getAsLong(), sectorSize)
                    : end / ALIGNMENT * ALIGNMENT - start;
            if (size <= 0) {
                throw new PartitionLayoutException("nothing is left of the disk of " + mebibytes(diskSize)
                        + " for partition " + request.name() + ": at least "
                        + mebibytes(ALIGNMENT - size) + " are missing");
            }
            places.add(new Place(placer.number(), start, size));
            placer.place(size);
        }
        if (placer.end() > end) {
            throw new PartitionLayoutException("the partitions do not fit on the disk of " + mebibytes(diskSize) + ": "
                    + mebibytes(placer.end() - end) + " are missing");
        }
        return places;
    }

    private static void checkGptName(PartitionRequest request) {
        if (request.name().length() > GptPartition.MAX_NAME_LENGTH) {
            throw new PartitionLayoutException("the partition name " + request.name() + " is longer than "
                    + GptPartition.MAX_NAME_LENGTH + " UTF-16 units");
        }
    }

    private static long roundUp(long value, long unit) {
        return Math.ceilDiv(value, unit) * unit;
    }

    /** In MiB, up to the next tenth: what is said to be missing must suffice. */
    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", Math.ceil(bytes * 10.0 / ALIGNMENT) / 10);
    }
}
