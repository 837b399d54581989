package org.kubeos.nodelayout;

import java.util.List;

/**
 * The partitions of a node's disk. In this order: BOOT, ROOT-A, ROOT-B, any number of the user's own, PERSIST, which takes the
 * rest of the disk.
 *
 * <p>A label is the label of a partition's file system and, on a GPT, the name of the partition.
 */
public final class NodeDisk {

    /** Label of the boot partition, which holds the boot loader, its configuration and its environment. */
    public static final String BOOT_LABEL = "BOOT";

    /** Label of the boot partition on a disk that a legacy BIOS boots from. */
    public static final String BIOS_BOOT_LABEL = "GRUB2";

    /** Label of slot A, the first root partition. */
    public static final String ROOT_A_LABEL = "ROOT-A";

    /** Label of slot B, the second root partition. */
    public static final String ROOT_B_LABEL = "ROOT-B";

    /** Label of the partition that survives upgrades. */
    public static final String PERSIST_LABEL = "PERSIST";

    /** Labels of the partitions that every disk has, in their order on the disk. */
    public static final List<String> STANDARD_LABELS = List.of(BOOT_LABEL, ROOT_A_LABEL, ROOT_B_LABEL, PERSIST_LABEL);

    /** Number of the boot partition. */
    public static final int BOOT_NUMBER = 1;

    /** Number of slot A's partition. */
    public static final int ROOT_A_NUMBER = 2;

    /** Number of slot B's partition. */
    public static final int ROOT_B_NUMBER = 3;

    /**
     * Directory below {@code /dev} with a link for each partition of the disk that the running root is on. Its name is the
     * partition's number. The initramfs has udev make these links: labels don't tell two KubeOS disks in one machine apart.
     */
    public static final String PARTITION_LINKS = "disk/kubeos";

    private NodeDisk() {}

    /**
     * The link to a partition of the disk that the running root is on, for fstab.
     *
     * @param number the partition's number, from 1 on
     * @return an absolute path
     */
    public static String partitionLink(int number) {
        return "/dev/" + PARTITION_LINKS + "/" + number;
    }
}
