package org.kubeos.kbimg.customize;

import java.util.ArrayList;
import java.util.List;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.kbimg.config.DiskConfig;
import org.kubeos.kbimg.config.FileSystem;
import org.kubeos.kbimg.config.ImageConfig.Persist;
import org.kubeos.kbimg.config.PartitionConfig;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.nodelayout.NodeDisk;
import org.kubeos.nodelayout.PersistConf;
import org.kubeos.nodelayout.PersistConf.Kind;
import org.kubeos.nodelayout.PersistConf.Mount;
import org.kubeos.nodelayout.PersistLayout;

/** The mounts of the running system beside its root slot: fstab, persist.conf, and the mount points, which {@link MountPaths} has checked. */
final class MountSetup {

    /** Where PERSIST is mounted; the archive's files below it are put on that partition. */
    static final String PERSIST = PersistLayout.MOUNT_POINT;

    private static final String FSTAB_HEAD = """
            # The root slot and PERSIST are mounted by the initramfs. /dev/disk/kubeos has a link for each partition of the disk
            # that the root lies on, by number, whatever other disks the machine has.
            """;

    private static final String FSTAB_TEMPORARY = "tmpfs /tmp tmpfs mode=1777,nosuid,nodev 0 0\n";

    private MountSetup() {}

    static void declare(DiskConfig disk, Persist persist, FileTree tree) {
        var fstab = new StringBuilder(FSTAB_HEAD);
        for (PartitionConfig partition : disk.partitions()) {
            partition.mount().filter(mount -> !mount.equals(FilePath.ROOT)).ifPresent(mount -> {
                tree.makeDirectory(mount);
                fstab.append(line(partition, mount));
            });
        }
        tree.writeText("etc/fstab", fstab.append(FSTAB_TEMPORARY).toString());
        tree.writeText(PersistConf.PATH, persistConf(persist, tree).text());
    }

    /** fstab(5); empty for what the initramfs mounts. */
    private static String line(PartitionConfig partition, String mount) {
        FileSystem type = partition.fileSystem();
        return switch (partition.role()) {
            case BOOT -> line(partition, mount, type.bootOptions(), type.bootPass());
            case DATA -> line(partition, mount, partition.options(), 2);
            case ROOT, ROOT_B, PERSIST -> "";
        };
    }

    /** @param pass in which order it is checked at boot; 0: not at all */
    private static String line(PartitionConfig partition, String mount, String options, int pass) {
        return "%s /%s %s %s 0 %d\n"
                .formatted(
                        NodeDisk.partitionLink(partition.number()),
                        mount,
                        partition.fileSystem().kernelName(),
                        options,
                        pass);
    }

    private static PersistConf persistConf(Persist persist, FileTree tree) {
        List<Mount> mounts = new ArrayList<>();
        Mount itself = mount(Kind.PERSIST, Persist.ROOT, persist);
        if (!itself.hasDefaultOptions()) {
            mounts.add(itself);
        }
        persist.union().forEach(path -> mounts.add(mountInRoot(Kind.UNION, path, persist, tree)));
        persist.writable().forEach(path -> mounts.add(mountInRoot(Kind.WRITABLE, path, persist, tree)));
        return new PersistConf(mounts);
    }

    private static Mount mountInRoot(Kind kind, String path, Persist persist, FileTree tree) {
        tree.makeDirectory(path.substring(1));
        return mount(kind, path, persist);
    }

    private static Mount mount(Kind kind, String path, Persist persist) {
        return new Mount(
                kind, path, persist.suid().contains(path), persist.dev().contains(path));
    }
}
