package org.kubeos.kbimg.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kubeos.kbimg.config.DiskPlan.Place;
import org.kubeos.kbimg.config.ImageConfig.Persist;
import org.kubeos.nodelayout.NodeDisk;

/** Checks a disk's partitions against each other, the firmware, and the paths on PERSIST. */
final class DiskValidator {

    /** Sectors of 512 bytes that the fields of an MBR can count: UEFI 2.10, section 5.2.1. */
    private static final DataSize MAX_MBR = DataSize.ofGibibytes(2048);

    /** A GPT has its backup behind the last partition. */
    private static final long BACKUP = 1 << 20;

    private DiskValidator() {}

    /** @param firmware empty if it is invalid in the config; likewise {@code persist} */
    static void check(DiskSpec disk, Optional<Firmware> firmware, Optional<Persist> persist) {
        firmware.ifPresent(known -> {
            checkFirmware(disk, known);
            checkPlaces(DiskPlan.of(disk, known));
        });
        checkMounts(disk);
        persist.ifPresent(paths -> checkPaths(disk, paths));
    }

    private static void checkFirmware(DiskSpec disk, Firmware firmware) {
        FileSystem right = firmware.bootFileSystem();
        disk.find(NodeDisk.BOOT_LABEL)
                .filter(boot -> boot.type().orElse(right) != right)
                .ifPresent(boot -> boot.reporter()
                        .report(
                                PartitionSchema.TYPE_KEY,
                                "BOOT is " + right.word() + " with firmware "
                                        + firmware.name().toLowerCase(Locale.ROOT)));
        if (firmware == Firmware.BIOS && disk.size().bytes() >= MAX_MBR.bytes()) {
            disk.reporter()
                    .report(
                            DiskSchema.SIZE,
                            "a legacy BIOS starts from an MBR, which is limited to just under " + MAX_MBR
                                    + "; use a smaller disk, or firmware uefi");
        }
    }

    private static void checkPlaces(DiskPlan plan) {
        boolean sound = true;
        String before = "the partition table";
        for (Place place : plan.places()) {
            sound &= checkLimit(place, before);
            before = place.label();
        }
        if (sound) {
            checkSum(plan);
        }
    }

    private static boolean checkLimit(Place place, String before) {
        Optional<PartitionSpec> limited =
                place.entry().filter(entry -> entry.limit().isPresent());
        if (limited.isEmpty()) {
            return true;
        }
        DataSize least = PartitionSchema.least(limited.get());
        if (place.size() >= least.bytes()) {
            return true;
        }
        String problem = place.size() <= 0
                ? place.label() + " overlaps " + before + ", which ends at MiB " + mebibytes(place.start())
                : place.label() + " has only " + new DataSize(place.size()) + ", starting at MiB "
                        + mebibytes(place.start()) + ", and needs at least " + least;
        limited.get().reporter().report(PartitionSchema.LIMIT, problem);
        return false;
    }

    private static void checkSum(DiskPlan plan) {
        DiskSpec disk = plan.entry();
        DataSize least = plan.persist().entry().flatMap(PartitionSpec::size).orElse(DiskConfig.MIN_PERSIST);
        long missing =
                plan.persist().start() + least.bytes() + BACKUP - disk.size().bytes();
        if (missing <= 0) {
            return;
        }
        String problem =
                "the other partitions end at MiB " + mebibytes(plan.persist().start()) + ", and PERSIST needs " + least
                        + ": " + new DataSize(missing) + " more than the disk of " + disk.size() + " has";
        disk.reporter()
                .report(disk.reporter().isGiven(DiskSchema.SIZE) ? DiskSchema.SIZE : DiskSchema.PARTITIONS, problem);
    }

    private static void checkMounts(DiskSpec disk) {
        Map<String, String> labels = new TreeMap<>();
        for (PartitionSpec partition : disk.partitions()) {
            partition.mount().ifPresent(mount -> {
                String other = labels.putIfAbsent(mount, partition.label());
                if (other != null) {
                    report(partition, other + " is also mounted on " + mount);
                }
            });
        }
    }

    private static void checkPaths(DiskSpec disk, Persist persist) {
        for (PartitionSpec partition : disk.partitions()) {
            partition.mount().ifPresent(mount -> {
                checkPaths(partition, mount, "persist.union", persist.union());
                checkPaths(partition, mount, "persist.writable", persist.writable());
            });
        }
    }

    /** A partition hides whatever the initramfs has mounted at or below its mount point. */
    private static void checkPaths(PartitionSpec partition, String mount, String key, List<String> paths) {
        for (String path : paths) {
            if (path.equals(mount)) {
                report(partition, key + " also has " + path + ": remove it there, or mount the partition elsewhere");
            } else if (PartitionScalarTypes.isAtOrBelow(path, mount)) {
                report(partition, key + " has " + path + ", which this partition would hide");
            }
        }
    }

    private static void report(PartitionSpec partition, String problem) {
        partition.reporter().report(PartitionSchema.MOUNT, problem);
    }

    private static long mebibytes(long bytes) {
        return bytes >> 20;
    }
}
