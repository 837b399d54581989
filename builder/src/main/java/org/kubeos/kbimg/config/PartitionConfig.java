package org.kubeos.kbimg.config;

import java.util.Optional;

/**
 * A partition with the file system on it, with everything filled in that a config may leave open.
 *
 * @param number on the disk, from 1 on; logical partitions of an MBR have 5 and above
 * @param label of the file system, and the partition's name where the table has names
 * @param size empty for the last one, which takes the rest of the disk
 * @param mount where the running system sees it, in the normal form of the archive's paths ({@code ""}: the root); empty
 *     if nothing of the archive goes there
 * @param options for mount(8), separated by commas
 */
public record PartitionConfig(
        int number,
        Role role,
        String label,
        FileSystem fileSystem,
        Optional<DataSize> size,
        Optional<String> mount,
        String options) {

    /** What a partition is for. */
    public enum Role {
        /** Holds the boot loader, its configuration and its environment. */
        BOOT,
        /** The slot that holds the root file system, in a file system of the least size. */
        ROOT,
        /** The other slot, an empty file system for the first upgrade to fill. */
        ROOT_B,
        /** The user's own. */
        DATA,
        /** Survives upgrades. */
        PERSIST
    }
}
