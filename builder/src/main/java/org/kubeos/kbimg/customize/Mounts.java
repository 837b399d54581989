package org.kubeos.kbimg.customize;

import java.util.List;
import org.kubeos.diskimage.tree.FileNode.Directory;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.Disk;
import org.kubeos.kbimg.config.ImageConfig.Persist;
import org.kubeos.kbimg.config.PartitionConfig;
import org.kubeos.kbimg.config.PartitionConfig.FileSystem;
import org.kubeos.kbimg.customize.tree.FileTree;

/** What the running system mounts beside its root slot, and the directories that it mounts them on. */
final class Mounts {

    /** Where PERSIST is mounted; the archive's files below it are put on that partition. */
    static final String PERSIST = "persist";

    /** Read by the initramfs, before anything is mounted over the root: so it can't lie on a union path. */
    private static final String PERSIST_CONF = "usr/lib/kubeos/persist.conf";

    private static final String FSTAB_HEAD = """
            # The root slot and PERSIST are mounted by the initramfs. /dev/disk/kubeos has a link for each partition of the disk
            # that the root lies on, by number, whatever other disks the machine has.
            """;

    private static final String FSTAB_TEMPORARY = "tmpfs /tmp tmpfs mode=1777,nosuid,nodev 0 0\n";

    private Mounts() {}

    static void declare(Disk disk, Persist persist, FileTree tree) {
        var fstab = new StringBuilder(FSTAB_HEAD);
        for (PartitionConfig partition : disk.partitions()) {
            partition.mount().filter(mount -> !mount.equals(FilePath.ROOT)).ifPresent(mount -> {
                makeMountPoint(mount, tree);
                fstab.append(line(partition, mount));
            });
        }
        tree.writeText("etc/fstab", fstab.append(FSTAB_TEMPORARY).toString());
        var conf = new StringBuilder(
                "# Paths that are writable on the read-only root: 'union' as an overlay whose upper layer lies\n"
                        + "# on PERSIST, 'writable' as a bind mount from PERSIST. Options of a mount are nosuid,nodev unless\n"
                        + "# they stand behind it.\n");
        String own = optionsBeside(Persist.ROOT, persist);
        if (!own.isEmpty()) {
            conf.append("persist ").append(Persist.ROOT).append(own).append('\n');
        }
        appendPaths(conf, "union", persist.union(), persist, tree);
        appendPaths(conf, "writable", persist.writable(), persist, tree);
        tree.writeText(PERSIST_CONF, conf.toString());
    }

    /** The files below it find their partition by their paths, so it must be a directory under its own name. */
    private static void makeMountPoint(String mount, FileTree tree) {
        String real = tree.resolve(mount);
        if (!real.equals(mount)) {
            throw new BuildException("disk.partitions: the mount point /" + mount
                    + " is behind a symbolic link of the root file system; mount the partition on /" + real);
        }
        tree.makeDirectory(mount);
        if (!(tree.find(mount).orElseThrow() instanceof Directory)) {
            throw new BuildException("disk.partitions: the mount point /" + mount
                    + " is a file in the root file system; mount the partition elsewhere");
        }
    }

    /** fstab(5); empty for what the initramfs mounts. A node whose BOOT is damaged still starts. */
    private static String line(PartitionConfig partition, String mount) {
        boolean vfat = partition.fileSystem() == FileSystem.FAT32;
        return switch (partition.role()) {
            case BOOT -> line(partition, mount, vfat ? "umask=0077,nofail" : "nofail", vfat ? 0 : 2);
            case DATA -> line(partition, mount, partition.options(), 2);
            case ROOT, ROOT_B, PERSIST -> "";
        };
    }

    /** @param pass in which order it is checked at boot; 0: not at all */
    private static String line(PartitionConfig partition, String mount, String options, int pass) {
        return "/dev/disk/kubeos/%d /%s %s %s 0 %d\n"
                .formatted(partition.number(), mount, partition.fileSystem().kernelName(), options, pass);
    }

    private static void appendPaths(
            StringBuilder conf, String kind, List<String> paths, Persist persist, FileTree tree) {
        for (String path : paths) {
            String real = "/" + tree.resolve(path.substring(1));
            if (!real.equals(path)) {
                throw new BuildException("persist." + kind + ": " + path
                        + " is behind a symbolic link of the root file system; name " + real + " there");
            }
            conf.append(kind)
                    .append(' ')
                    .append(path)
                    .append(optionsBeside(path, persist))
                    .append('\n');
            tree.makeDirectory(path.substring(1));
        }
    }

    /** With a blank before them; empty where they are the usual ones, which an older initramfs also takes. */
    private static String optionsBeside(String path, Persist persist) {
        boolean suid = persist.suid().contains(path);
        boolean dev = persist.dev().contains(path);
        return suid || dev ? " " + (suid ? "suid" : "nosuid") + "," + (dev ? "dev" : "nodev") : "";
    }
}
