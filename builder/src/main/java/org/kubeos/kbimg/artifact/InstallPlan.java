package org.kubeos.kbimg.artifact;

import java.util.List;
import java.util.Locale;
import org.kubeos.diskimage.partition.GptPartition;
import org.kubeos.kbimg.artifact.Volume.Purpose;
import org.kubeos.kbimg.config.DataSize;

/**
 * A disk's layout in words for the installer: the same partitions as those of a disk image, on whatever disk a machine
 * has.
 *
 * @param number of the spare slot's partition
 * @param spare size of the spare slot
 * @param persistStart first byte of PERSIST, the last partition
 * @param partitions a script for sfdisk
 * @param volumes a line for each partition: number, role, file system, label, mount point
 */
record InstallPlan(int spareNumber, DataSize spare, long persistStart, String partitions, String volumes) {

    /** What PERSIST must have at least, or the disk is too small. */
    private static final DataSize LEAST_PERSIST = DataSize.ofMebibytes(512);

    private static final long MEBIBYTE = 1L << 20;

    static InstallPlan of(DiskLayout layout, byte[] seed) {
        List<GptPartition> places = layout.partitionTable(seed).partitions();
        var script = new StringBuilder("label: gpt\n");
        var volumes = new StringBuilder();
        for (int i = 0; i < places.size(); i++) {
            GptPartition place = places.get(i);
            Volume volume = layout.volumes().get(i);
            script.append("start=").append(place.start() / MEBIBYTE).append("MiB");
            if (volume.size().isPresent()) {
                script.append(", size=").append(place.size() / MEBIBYTE).append("MiB");
            }
            script.append(", type=").append(place.type().toString().toUpperCase(Locale.ROOT));
            script.append(", name=\"").append(place.name()).append("\"\n");
            volumes.append("%d %s %s %s %s\n"
                    .formatted(
                            place.number(),
                            role(volume.purpose()),
                            volume.purpose() == Purpose.BOOT ? "vfat" : "ext4",
                            volume.label(),
                            volume.mount().map(mount -> "/" + mount).orElse("-")));
        }
        GptPartition spare = places.get(indexOfSpare(layout));
        return new InstallPlan(
                spare.number(),
                new DataSize(spare.size()),
                places.getLast().start(),
                script.toString(),
                volumes.toString());
    }

    /** The smallest disk that will do. */
    DataSize leastDisk() {
        return new DataSize(persistStart + LEAST_PERSIST.bytes());
    }

    private static int indexOfSpare(DiskLayout layout) {
        for (int i = 0; i < layout.volumes().size(); i++) {
            if (layout.volumes().get(i).purpose() == Purpose.SPARE_ROOT) {
                return i;
            }
        }
        throw new IllegalArgumentException("a layout without a spare slot");
    }

    private static String role(Purpose purpose) {
        return switch (purpose) {
            case BOOT -> "boot";
            case ROOT -> "root";
            case SPARE_ROOT -> "spare";
            case PERSIST -> "persist";
        };
    }
}
