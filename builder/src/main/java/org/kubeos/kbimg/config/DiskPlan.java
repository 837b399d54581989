package org.kubeos.kbimg.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kubeos.diskimage.partition.PartitionPlacer;
import org.kubeos.kbimg.config.PartitionConfig.Role;
import org.kubeos.nodelayout.NodeDisk;
import org.kubeos.nodelayout.PersistLayout;

/**
 * The places of a disk's partitions, whether or not they fit.
 *
 * @param places all but PERSIST's, in their order on the disk
 * @param persist the last partition, which takes what is left
 */
record DiskPlan(DiskSpec entry, Firmware firmware, List<Place> places, Place persist) {

    private static final DataSize BOOT_SIZE = DataSize.ofMebibytes(60);
    private static final DataSize SLOT_SIZE = DataSize.ofMebibytes(2560);

    /** A partition that has no place yet. */
    private record Member(Role role, String label, Optional<PartitionSpec> entry) {}

    /**
     * A partition's place.
     *
     * @param entry what the config says about it, if anything
     * @param start bytes from the start of the disk
     * @param size bytes; not above 0 if its limit lies before its start
     */
    record Place(int number, Role role, String label, Optional<PartitionSpec> entry, long start, long size) {
        long end() {
            return start + size;
        }
    }

    static DiskPlan of(DiskSpec entry, Firmware firmware) {
        List<Member> members = members(entry);
        PartitionPlacer placer = switch (firmware) {
            case UEFI -> PartitionPlacer.onGpt(DiskConfig.SECTOR_SIZE, members.size());
            case BIOS -> PartitionPlacer.onMbr(DiskConfig.SECTOR_SIZE, members.size());
        };
        List<Place> places = new ArrayList<>();
        for (Member member : members) {
            long start = placer.start();
            long size = member.role == Role.PERSIST ? 0 : sizeOf(member, start, entry);
            places.add(new Place(placer.number(), member.role, member.label, member.entry, start, size));
            placer.place(size);
        }
        return new DiskPlan(entry, firmware, places.subList(0, places.size() - 1), places.getLast());
    }

    DiskConfig disk() {
        List<PartitionConfig> partitions = new ArrayList<>();
        for (Place place : places) {
            partitions.add(partition(place, Optional.of(new DataSize(place.size))));
        }
        partitions.add(partition(persist, Optional.empty()));
        return new DiskConfig(entry.size(), partitions);
    }

    private static List<Member> members(DiskSpec entry) {
        List<Member> members = new ArrayList<>(List.of(
                new Member(Role.BOOT, NodeDisk.BOOT_LABEL, entry.find(NodeDisk.BOOT_LABEL)),
                new Member(Role.ROOT, NodeDisk.ROOT_A_LABEL, entry.find(NodeDisk.ROOT_A_LABEL)),
                new Member(Role.ROOT_B, NodeDisk.ROOT_B_LABEL, entry.find(NodeDisk.ROOT_B_LABEL))));
        entry.partitions().stream()
                .filter(own -> !NodeDisk.STANDARD_LABELS.contains(own.label()))
                .forEach(own -> members.add(new Member(Role.DATA, own.label(), Optional.of(own))));
        members.add(new Member(Role.PERSIST, NodeDisk.PERSIST_LABEL, entry.find(NodeDisk.PERSIST_LABEL)));
        return members;
    }

    private static long sizeOf(Member member, long start, DiskSpec disk) {
        Optional<Long> written = member.entry.flatMap(entry -> entry.limit()
                .map(limit -> limit.bytes() - start)
                .or(() -> entry.size().map(DataSize::bytes)));
        return written.orElseGet(() -> usualSize(member.role, disk).bytes());
    }

    /** A slot without a size of its own is as large as the other one: an upgrade must fit either. */
    private static DataSize usualSize(Role role, DiskSpec disk) {
        return switch (role) {
            case BOOT -> BOOT_SIZE;
            case ROOT ->
                disk.find(NodeDisk.ROOT_B_LABEL).flatMap(PartitionSpec::size).orElse(SLOT_SIZE);
            case ROOT_B ->
                disk.find(NodeDisk.ROOT_A_LABEL).flatMap(PartitionSpec::size).orElse(SLOT_SIZE);
            case DATA, PERSIST -> throw new IllegalArgumentException("no usual size: " + role);
        };
    }

    private PartitionConfig partition(Place place, Optional<DataSize> size) {
        FileSystem type = place.role == Role.BOOT
                ? firmware.bootFileSystem()
                : place.entry.flatMap(PartitionSpec::type).orElse(FileSystem.DEFAULT);
        String label = place.role == Role.BOOT ? firmware.bootLabel() : place.label;
        Optional<String> mount = switch (place.role) {
            case BOOT -> Optional.of(firmware.bootMount());
            case ROOT -> Optional.of("");
            case ROOT_B -> Optional.empty();
            case DATA -> place.entry.flatMap(PartitionSpec::mount).map(path -> path.substring(1));
            case PERSIST -> Optional.of(PersistLayout.MOUNT_POINT);
        };
        String options = place.entry.flatMap(PartitionSpec::options).orElse("defaults");
        return new PartitionConfig(place.number, place.role, label, type, size, mount, options);
    }
}
