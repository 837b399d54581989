package org.kubeos.kbimg.customize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.customize.tree.FileTree;

class MountPathsTest {

    @TempDir
    private Path directory;

    private CustomizedRoot root;

    @BeforeEach
    void makeRoot() {
        root = new CustomizedRoot(directory);
        root.directory("run", 0755);
        root.link("var/run", "/run");
        root.link("shared", "srv");
        root.file("srv/file", 0644, "");
    }

    @Test
    void pathsOfPersistAreNotBehindLinks() {
        refuses(
                "persist: {writable: [/srv/data, /bin/more]}\n",
                "persist.writable: /bin/more is behind a symbolic link in the root file system; use /usr/bin/more instead");
        refuses(
                "persist: {union: [/etc, /var/run]}\n",
                "persist.union: /var/run is behind a symbolic link in the root file system; use /run instead");
    }

    @Test
    void pathsOfPersistAreNoFilesAndNotBelowOne() {
        refuses(
                "persist: {union: [/srv/file]}\n",
                "persist.union: /srv/file is a file in the root file system; use a directory");
        refuses(
                "persist: {writable: [/srv/file/data]}\n",
                "persist.writable: /srv/file/data is below the file /srv/file in the root file system; use a directory");
    }

    @Test
    void partitionsAreNotMountedBehindLinksOrOnFiles() {
        refuses(
                "disk: {partitions: [{label: DATA, size: 1GiB, mount: /shared/data}]}\n",
                "disk.partitions: the mount point /shared/data is behind a symbolic link in the root file system;"
                        + " mount the partition on /srv/data instead");
        refuses(
                "disk: {partitions: [{label: DATA, size: 1GiB, mount: /srv/file}]}\n",
                "disk.partitions: the mount point /srv/file is a file in the root file system;"
                        + " mount the partition elsewhere");
    }

    @Test
    void directoriesThatAreThereOrNotAreRight() {
        FileTree tree = root.customize("""
                persist: {union: [/etc, /opt], writable: [/srv/data, /new/below]}
                disk: {partitions: [{label: DATA, size: 1GiB, mount: /var/data}]}
                """);
        assertThat(tree.exists("new/below")).isTrue();
        assertThat(tree.exists("var/data")).isTrue();
    }

    private void refuses(String yaml, String message) {
        assertThatThrownBy(() -> root.customize(yaml))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
    }
}
