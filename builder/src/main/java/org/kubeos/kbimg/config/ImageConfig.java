package org.kubeos.kbimg.config;

import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.config.node.NodeConfig;
import org.kubeos.kbimg.config.node.Owner;
import org.kubeos.kbimg.config.node.Password;
import org.kubeos.kbimg.config.node.User;
import org.kubeos.nodelayout.PersistLayout;
import org.kubeos.oci.UnpackLimits;

/**
 * Everything that a user decides about an image, with defaults filled in. Paths are absolute.
 *
 * @param version the OS version that nodes report
 * @param distribution name of a distribution profile
 * @param limits on the source, and on what packages and the user's scripts leave behind
 * @param packages packages beyond what the profile needs to boot
 * @param pxe how machines are installed from the network; their kernel needs drivers of physical machines
 * @param hostname the nodes' static host name; empty leaves it to DHCP or the profile's default
 * @param images container images, which the archive goes into besides disks
 * @param signatures what outputs are signed with, and whose signatures are trusted
 */
public record ImageConfig(
        String version,
        String distribution,
        Architecture architecture,
        Firmware firmware,
        Source source,
        UnpackLimits limits,
        List<String> packages,
        Agent agent,
        User.Access root,
        Optional<String> hostname,
        Grub grub,
        DiskConfig disk,
        Persist persist,
        Optional<PxeConfig> pxe,
        ContainerImages images,
        NodeConfig node,
        SignatureConfig signatures) {

    public ImageConfig {
        packages = List.copyOf(packages);
    }

    /** The kind of machine that the image is for: network installation is for physical machines. */
    public MachineType machine() {
        return pxe.isPresent() ? MachineType.PHYSICAL : MachineType.VIRTUAL;
    }

    /**
     * @param cmdline kernel parameters added to those that the image needs
     * @param console kernel console, such as {@code ttyS0} or {@code ttyS0,115200}; empty: the screen alone
     * @param password for editing the menu; empty: anybody may
     */
    public record Grub(String cmdline, Optional<String> console, Optional<Password> password) {

        /** With a menu that anyone can edit. */
        public Grub(String cmdline, Optional<String> console) {
            this(cmdline, console, Optional.empty());
        }
    }

    /**
     * State kept across upgrades. Paths of the first two lists are absolute and normal.
     *
     * @param union directories that are writable through an overlay on PERSIST
     * @param writable directories that are bind-mounted from PERSIST
     * @param directories directories to create on PERSIST
     * @param suid those of the paths, and {@link #ROOT}, that are mounted without {@code nosuid}
     * @param dev the same for {@code nodev}
     */
    public record Persist(
            List<String> union,
            List<String> writable,
            List<PersistDirectory> directories,
            List<String> suid,
            List<String> dev) {

        /** Where PERSIST itself is mounted. */
        public static final String ROOT = "/" + PersistLayout.MOUNT_POINT;

        public Persist {
            union = List.copyOf(union);
            writable = List.copyOf(writable);
            directories = List.copyOf(directories);
            suid = List.copyOf(suid);
            dev = List.copyOf(dev);
        }
    }

    /** @param path relative to the root of PERSIST */
    public record PersistDirectory(String path, int mode, Owner owner) {

        /** A directory that root owns and everyone can read. */
        public PersistDirectory(String path) {
            this(path, 0755, Owner.ROOT);
        }
    }
}
