package org.kubeos.kbimg.customize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.customize.tree.FileTree;

/** GNU tar lists what the archive got. */
class DeclaredFilesTest {

    @TempDir
    Path temp;

    private CustomizedRoot root;

    @BeforeEach
    void makeSources() throws IOException {
        root = new CustomizedRoot(temp);
        Path tree = Files.createDirectories(temp.resolve("tree/sub/empty"))
                .getParent()
                .getParent();
        Files.writeString(tree.resolve("b"), "b");
        Files.writeString(tree.resolve("a"), "a");
        Path program = Files.writeString(tree.resolve("sub/program"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Files.createSymbolicLink(tree.resolve("link"), Path.of("sub/program"));
        Files.createSymbolicLink(tree.resolve("dangling"), Path.of("/in/the/image"));
        Files.writeString(temp.resolve("one.service"), "1");
        Files.writeString(temp.resolve("two.service"), "2");
        Files.writeString(temp.resolve(".hidden.service"), "3");
    }

    @Test
    void copiesDirectoriesWithModesThatDoNotDependOnTheHost() {
        assertThat(root.listing(root.customize("files: [{source: tree, target: /opt/app}]")))
                .containsSequence(
                        "drwxr-xr-x 0/0 0 2026-01-01 00:00 opt/app",
                        "-rw-r--r-- 0/0 1 2026-01-01 00:00 opt/app/a",
                        "-rw-r--r-- 0/0 1 2026-01-01 00:00 opt/app/b",
                        "lrwxrwxrwx 0/0 0 2026-01-01 00:00 opt/app/dangling -> /in/the/image",
                        "lrwxrwxrwx 0/0 0 2026-01-01 00:00 opt/app/link -> sub/program",
                        "drwxr-xr-x 0/0 0 2026-01-01 00:00 opt/app/sub",
                        "drwxr-xr-x 0/0 0 2026-01-01 00:00 opt/app/sub/empty",
                        "-rwxr-xr-x 0/0 10 2026-01-01 00:00 opt/app/sub/program");
    }

    @Test
    void givesOwnersAndModes() {
        var listing = root.listing(root.customize("""
                users: [{name: ops}]
                files:
                  - {source: tree/sub, target: /srv/, mode: "0640", owner: "ops:daemon"}
                  - {content: "hello\\n", target: /etc/motd, owner: 7:8}
                  - {link: ../usr/bin/bash, target: /opt/shell, owner: ops}
                """));
        assertThat(listing)
                .contains(
                        "drwxr-x--- 1000/1 0 2026-01-01 00:00 srv/sub",
                        "-rw-r----- 1000/1 10 2026-01-01 00:00 srv/sub/program",
                        "-rw-r--r-- 7/8 6 2026-01-01 00:00 etc/motd",
                        "lrwxrwxrwx 1000/1000 0 2026-01-01 00:00 opt/shell -> ../usr/bin/bash");
    }

    @Test
    void takesPatternsAsAShellDoes() {
        assertThat(root.listing(root.customize("files: [{source: '*.ser[v]ice', target: /etc/units}]")))
                .filteredOn(line -> line.contains("etc/units/"))
                .containsExactly(
                        "-rw-r--r-- 0/0 1 2026-01-01 00:00 etc/units/one.service",
                        "-rw-r--r-- 0/0 1 2026-01-01 00:00 etc/units/two.service");
    }

    @Test
    void replacesALinkInsteadOfWritingThroughIt() {
        root.link("etc/resolv.conf", "../run/resolv.conf");
        root.link("var/own", "/srv");
        FileTree tree = root.customize("""
                files:
                  - {content: nameserver, target: /etc/resolv.conf}
                  - {content: x, target: /var/own/file}
                """);
        assertThat(tree.find("run/resolv.conf")).isEmpty();
        assertThat(tree.find("etc/resolv.conf")).containsInstanceOf(RegularFile.class);
        assertThat(tree.find("srv/file")).containsInstanceOf(RegularFile.class);
    }

    @Test
    void putsWhatLiesBelowAWritablePathOnPersist() {
        var listing = root.listing(root.customize("""
                persist: {writable: [/srv, /var/lib/data], directories: [{path: backups, mode: "0700", owner: ops}]}
                users: [{name: ops, home: /srv/ops}]
                files:
                  - {content: a, target: /srv/deep/a}
                  - {content: b, target: /var/lib/data/b}
                  - {content: c, target: /var/lib/c}
                """));
        assertThat(listing)
                .contains(
                        "drwx------ 0/0 0 2026-01-01 00:00 persist/writable",
                        "drwxr-xr-x 0/0 0 2026-01-01 00:00 persist/writable/srv",
                        "-rw-r--r-- 0/0 1 2026-01-01 00:00 persist/writable/srv/deep/a",
                        "drwx------ 1000/1000 0 2026-01-01 00:00 persist/writable/srv/ops",
                        "-rw-r--r-- 0/0 1 2026-01-01 00:00 persist/writable/var/lib/data/b",
                        "-rw-r--r-- 0/0 1 2026-01-01 00:00 var/lib/c",
                        "drwxr-xr-x 0/0 0 2026-01-01 00:00 var/lib/data",
                        "drwx------ 1000/1000 0 2026-01-01 00:00 persist/backups")
                .noneMatch(line -> line.endsWith(" srv/deep/a"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{content: x, target: /etc} | files: can't put a file at /etc: the root file system has a directory there",
                "{source: tree, target: /etc/passwd} | files: can't make a directory at /etc/passwd: the root file system has a file there",
                "{content: x, target: /etc/passwd/x} | files: can't put anything at /etc/passwd/x: /etc/passwd in the root file system is not a directory",
                "{content: x, target: /etc/x, owner: nobody} | files.owner: the root file system has no user nobody; add it to users",
                "{content: x, target: /etc/x, owner: 'root:staff'} | files.owner: the root file system has no group staff; add it to groups",
            })
    void tellsWhatContradictsTheRootFileSystem(String file, String message) {
        assertThatThrownBy(() -> root.customize("files: [" + file + "]"))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void settingsAreWhereSystemdReadsThem() {
        root.directory("usr/share", 0755);
        root.directory("usr/share/zoneinfo", 0755);
        root.directory("usr/share/zoneinfo/Asia", 0755);
        root.file("usr/share/zoneinfo/Asia/Shanghai", 0644, "TZif");
        root.file("usr/lib/systemd/systemd-resolved", 0755, "");
        root.directory("usr/lib/locale", 0755);
        root.directory("usr/lib/locale/C.utf8", 0755);
        root.directory("usr/lib/modules", 0755);
        root.directory("usr/lib/modules/6.1.0", 0755);
        root.file("usr/lib/modules/6.1.0/br_netfilter.ko.xz", 0644, "");
        root.file("usr/lib/modules/6.1.0/modules.builtin", 0644, "kernel/fs/ext4/ext4.ko\n");
        FileTree tree = root.customize("""
                timezone: Asia/Shanghai
                locale: C.UTF-8
                dns: {servers: [192.168.1.53, "2001:db8::53"], search: [example.org]}
                sysctl: {net.ipv4.ip_forward: 1, kernel.panic: 10}
                kernelModules: [br-netfilter, ext4]
                """);
        assertThat(tree.resolve("etc/localtime")).isEqualTo("usr/share/zoneinfo/Asia/Shanghai");
        assertThat(tree.readText("etc/locale.conf")).contains("LANG=C.UTF-8\n");
        assertThat(tree.readText("etc/systemd/resolved.conf.d/50-kubeos.conf"))
                .contains("[Resolve]\nDNS=192.168.1.53 2001:db8::53\nDomains=example.org\n");
        assertThat(tree.readText("etc/sysctl.d/90-kubeos.conf"))
                .contains("net.ipv4.ip_forward = 1\nkernel.panic = 10\n");
        assertThat(tree.readText("etc/modules-load.d/kubeos.conf")).contains("br-netfilter\next4\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timezone: Europe/Berlin | timezone: the root file system has no time zone Europe/Berlin; check the spelling",
                "locale: zh_CN.UTF-8 | locale: the root file system has no locale zh_CN.UTF-8; check the spelling, or add the package that provides it (locales-all or glibc-all-langpacks)",
                "kernelModules: [br_netfilter] | kernelModules: the root file system has no kernel module br_netfilter",
            })
    void tellsWhichSettingTheRootFileSystemCannotHave(String yaml, String message) {
        assertThatThrownBy(() -> root.customize(yaml))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(message);
    }
}
