package org.kubeos.kbimg.customize;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.DiskConfig;
import org.kubeos.kbimg.config.FileSystem;
import org.kubeos.kbimg.config.ImageConfig.Persist;
import org.kubeos.kbimg.config.PartitionConfig;
import org.kubeos.kbimg.config.PartitionConfig.Role;
import org.kubeos.kbimg.customize.tree.FileTree;

class MountSetupTest {

    private final FileTree tree = new FileTree(List.of(), Instant.EPOCH);

    private void declare(Persist persist) {
        MountSetup.declare(new DiskConfig(DataSize.ofGibibytes(20), List.of()), persist, tree);
    }

    private void declare(PartitionConfig... partitions) {
        var disk = new DiskConfig(DataSize.ofGibibytes(20), List.of(partitions));
        MountSetup.declare(disk, new Persist(List.of(), List.of(), List.of(), List.of(), List.of()), tree);
    }

    private static PartitionConfig partition(int number, Role role, FileSystem type, String mount) {
        return new PartitionConfig(number, role, "LABEL", type, Optional.empty(), Optional.of(mount), "noatime,nofail");
    }

    @Test
    void fstabNamesPartitionsByTheirNumber() {
        declare(
                partition(1, Role.BOOT, FileSystem.FAT32, "boot/efi"),
                partition(2, Role.ROOT, FileSystem.EXT4, ""),
                partition(5, Role.DATA, FileSystem.EXT4, "data"),
                partition(6, Role.DATA, FileSystem.FAT32, "srv/share"),
                partition(7, Role.PERSIST, FileSystem.EXT4, "persist"));
        assertThat(tree.readText("etc/fstab").orElseThrow().lines().filter(line -> line.startsWith("/dev")))
                .containsExactly(
                        "/dev/disk/kubeos/1 /boot/efi vfat umask=0077,nofail 0 0",
                        "/dev/disk/kubeos/5 /data ext4 noatime,nofail 0 2",
                        "/dev/disk/kubeos/6 /srv/share vfat noatime,nofail 0 2");
        assertThat(tree.exists("srv/share")).isTrue();
        assertThat(tree.exists("persist")).isTrue();
    }

    @Test
    void bootOfABiosIsCheckedBeforeItIsMounted() {
        declare(partition(1, Role.BOOT, FileSystem.EXT4, "boot/grub2"));
        assertThat(tree.readText("etc/fstab").orElseThrow())
                .contains("/dev/disk/kubeos/1 /boot/grub2 ext4 nofail 0 2\n");
    }

    @Test
    void mountsOfPersistHaveOptionsOfTheirOwnWhereTheConfigSaysSo() {
        declare(new Persist(
                List.of("/etc", "/opt"),
                List.of("/srv", "/var/lib/machines"),
                List.of(),
                List.of("/opt", "/var/lib/machines"),
                List.of("/persist", "/var/lib/machines")));
        assertThat(tree.readText("usr/lib/kubeos/persist.conf").orElseThrow().lines())
                .filteredOn(line -> !line.startsWith("#"))
                .containsExactly(
                        "persist /persist nosuid,dev",
                        "union /etc",
                        "union /opt suid,nodev",
                        "writable /srv",
                        "writable /var/lib/machines suid,dev");
    }
}
