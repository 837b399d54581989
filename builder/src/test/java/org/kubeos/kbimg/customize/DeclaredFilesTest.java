package org.kubeos.kbimg.customize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.ConfigException;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.kbimg.host.Application;
import org.kubeos.process.UnfinishedDirectory;
import org.kubeos.testkit.Tool;

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
    void largeFilesKeepTheirHoles() throws IOException {
        Path image = temp.resolve("tree/sub/disk.img");
        Tool.run("truncate", "--size=300M", image.toString()).expectSuccess();
        Files.writeString(image, "boot sector", StandardOpenOption.WRITE);
        // The same bytes, all of them written.
        Path full = Files.createDirectory(temp.resolve("full")).resolve("disk.img");
        Tool.run("cp", "--sparse=never", image.toString(), full.toString()).expectSuccess();

        Path archive = root.archive(root.customize("files: [{source: tree/sub, target: /opt/sub}]"), "sparse");
        assertThat(Files.size(archive)).isLessThan(2 << 20);
        Tool.run("tar", "-xf", archive.toString(), "-C", temp.toString(), "opt/sub/disk.img")
                .expectSuccess();
        Tool.run("cmp", full.toString(), temp.resolve("opt/sub/disk.img").toString())
                .expectSuccess();

        Files.move(full, image, StandardCopyOption.REPLACE_EXISTING);
        Path same = root.archive(root.customize("files: [{source: tree/sub, target: /opt/sub}]"), "written");
        Tool.run("cmp", archive.toString(), same.toString()).expectSuccess();
    }

    @Test
    void leavesOutWhatABuildIsWriting() throws IOException {
        try (var unfinished = UnfinishedDirectory.open(Application.NAME, temp.resolve("tree/sub/empty"), "")) {
            Files.writeString(unfinished.path().resolve("kubeos.tar"), "half an archive");
            String lock = lockedInode(unfinished.path());
            assertThat(root.listing(root.customize("files: [{source: tree, target: /opt/app}]")))
                    .anyMatch(line -> line.endsWith("opt/app/sub/empty"))
                    .noneMatch(line -> line.contains("unfinished"));
            // Whoever reads the lock's file releases the lock.
            assertThat(Tool.run("cat", "/proc/locks").text()).contains(lock);
        }
    }

    /** The lock as the kernel's list shows it. */
    private static String lockedInode(Path unfinished) {
        return ":"
                + Tool.run("stat", "-c", "%i", unfinished.resolve("lock").toString())
                        .text()
                        .strip() + " ";
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

    /** GNU cp is the judge: the same trees, unpacked, have the same names afterwards. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "one.service | /etc",
                "one.service | /etc/",
                "one.service | /etc/new",
                "one.service | /bin",
                "tree | /etc",
                "tree | /opt/new",
                "tree | /opt/new/",
                "tree | /opt/",
                "tree | /bin",
                "tree | /"
            })
    void goesWhereCpWouldPutIt(String copied) {
        String source = temp.resolve(copied.split(" \\| ")[0]).toString();
        String target = copied.split(" \\| ")[1];
        FileTree tree = root.customize("files: [{source: " + source + ", target: " + target + ", intoExisting: true}]");
        Path expected = root.unpack(root.customize(""), "expected");
        Tool.run("cp", "-r", source, expected + target).expectSuccess();
        assertThat(names(root.unpack(tree, "actual"))).isEqualTo(names(expected));
    }

    private static List<String> names(Path directory) {
        return Tool.run("find", directory.toString(), "-printf", "%y %P\n").expectSuccess().lines().stream()
                .sorted()
                .toList();
    }

    @Test
    void whatComesFirstMakesTheDirectoryForWhatComesNext() {
        FileTree tree = root.customize("""
                files:
                  - {source: tree/sub, target: /opt/new, intoExisting: true}
                  - {source: one.service, target: /opt/new, intoExisting: true}
                """);
        assertThat(tree.find("opt/new/program")).isPresent();
        assertThat(tree.find("opt/new/one.service")).isPresent();
    }

    @Test
    void mergesAnOverlayThroughTheLinksOfTheImage() throws IOException {
        Path overlay = Files.createDirectories(temp.resolve("overlay"));
        Files.setPosixFilePermissions(overlay, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(Files.createDirectories(overlay.resolve("bin")).resolve("tool"), "x");
        Files.writeString(Files.createDirectories(overlay.resolve("root/sub")).resolve("x"), "x");
        Files.writeString(Files.createDirectories(overlay.resolve("up/up")).resolve("x"), "x");
        root.directory("", 0755);
        root.link("up", "../../../usr");
        for (String mode : List.of("", ", mode: '0640'")) {
            FileTree tree = root.customize("files: [{source: overlay, target: /" + mode + "}]");
            String file = mode.isEmpty() ? "-rw-r--r--" : "-rw-r-----";
            assertThat(root.listing(tree))
                    .contains(
                            "drwxr-xr-x 0/0 0 2026-01-01 00:00 .",
                            "lrwxrwxrwx 0/0 0 2026-01-01 00:00 bin -> usr/bin",
                            file + " 0/0 1 2026-01-01 00:00 usr/bin/tool",
                            "drwx------ 0/0 0 2026-01-01 00:00 root",
                            file + " 0/0 1 2026-01-01 00:00 root/sub/x",
                            file + " 0/0 1 2026-01-01 00:00 usr/up/x");
        }
        assertThat(root.customize("files: [{source: one.service, target: /}]").find("one.service"))
                .isPresent();
    }

    @Test
    void tellsWhatTheMachineWouldHide() throws IOException {
        Files.writeString(
                Files.createDirectories(temp.resolve("overlay/var/run")).resolve("x"), "x");
        root.directory("run", 0755);
        root.link("var/run", "/run");
        assertThatThrownBy(() -> root.customize("files: [{source: overlay, target: /}]"))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("files: can't put anything at /var/run/x: a file at /run/x would be hidden");
        assertThatThrownBy(() -> root.customize("files: [{link: /x, target: /var/run/lock}]"))
                .hasMessageContaining("a file at /run/lock would be hidden");
        Files.createDirectories(temp.resolve("overlay/proc"));
        Files.writeString(Files.createDirectories(temp.resolve("overlay/run")).resolve("y"), "y");
        assertThatThrownBy(() -> root.customize("files: [{source: overlay, target: /}]"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("files.source: a file at /run/y would be hidden");
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
}
