package org.kubeos.kbimg.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.kubeos.testkit.OrdinaryUser;
import org.kubeos.testkit.Tool;

/** Builds with the real apt, from this host's own repositories. The first test leaves a base to the next ones. */
@TestMethodOrder(OrderAnnotation.class)
class BaseBuilderIT {

    /** Brings a file with a capability, so that one is in the archive. */
    private static final String PING = "iputils-ping";

    private static final Path TESTS = Path.of("target/it").toAbsolutePath();
    private static final Path CACHE = TESTS.resolve("base-cache");

    /** Packages and their lists are shared with the other tests; bases and work in progress are this test's own. */
    @BeforeAll
    static void linkDownloads() throws IOException {
        forgetBases();
        Files.createDirectories(CACHE);
        for (String shared : List.of("apt", "debs")) {
            Path directory = Files.createDirectories(TESTS.resolve("cache").resolve(shared));
            Files.createSymbolicLink(CACHE.resolve(shared), directory);
        }
    }

    @AfterAll
    static void forgetBases() {
        Tool.run(
                        "rm",
                        "-rf",
                        CACHE.toString(),
                        TESTS.resolve("empty-cache").toString(),
                        TESTS.resolve("small-disk").toString())
                .expectSuccess();
    }

    @Test
    @Order(1)
    void killedBuildsLeaveNothingAndTheNextOnesSucceed() throws Exception {
        BuildProcess installing = BuildProcess.start(CACHE, PING);
        installing.awaitLine("Installing packages"::equals);
        installing.awaitLine(line -> line.matches("20 of \\d+ packages"));
        installing.killAlone();
        installing.assertNothingRunsOrIsMounted();

        BuildProcess inChroot = BuildProcess.start(CACHE, PING);
        BuildProcess archiving = BuildProcess.start(CACHE);
        inChroot.awaitLine("Building initramfs"::equals);
        inChroot.killWholeTree();
        archiving.awaitLine("Archiving root file system"::equals);
        archiving.killAlone();
        archiving.assertNothingRunsOrIsMounted();

        BuildProcess first = BuildProcess.start(CACHE, PING);
        BuildProcess second = BuildProcess.start(CACHE);
        assertThat(first.awaitEnd()).startsWith("made ");
        assertThat(second.awaitEnd()).startsWith("made ");
        second.assertNothingRunsOrIsMounted();
        assertThat(CACHE.resolve("work")).isDirectoryNotContaining("glob:**build-*");
    }

    @Test
    void aBuildKilledWhileDownloadingKeepsNothingHalf() throws Exception {
        Path cache = TESTS.resolve("empty-cache");
        BuildProcess downloading = BuildProcess.start(cache, PING);
        downloading.awaitLine("Downloading packages"::equals);
        downloading.awaitLine(line -> line.matches("3 of \\d+ packages"));
        downloading.killWholeTree();
        downloading.assertNothingRunsOrIsMounted();
        assertThat(cache.resolve("debs")).isEmptyDirectory();
    }

    @Test
    void tooLittleSpaceIsToldBeforeTheInstallation() throws Exception {
        assumeThat(OrdinaryUser.isRoot()).as("needs root to mount").isTrue();
        Path disk = Files.createDirectories(TESTS.resolve("small-disk"));
        BuildProcess build = BuildProcess.startOnSmallDisk(disk, "300m");
        assertThat(build.awaitEnd())
                .matches("Building the root file system needs about [0-9.]+ MiB in " + disk
                        + ", but only [0-9.]+ MiB are free there\\. .*");
    }

    @Test
    @Order(2)
    void theBaseBootsAndBelongsToNoMachine() throws Exception {
        Path archive = base(BuildProcess.start(CACHE, PING));
        assertThat(Tool.run("tar", "--list", "--verbose", "--numeric-owner", "--file", archive.toString())
                        .expectSuccess()
                        .lines())
                .anyMatch(line -> line.matches("lrwxrwxrwx 0/0 .* \\./boot/vmlinuz -> vmlinuz-.*"))
                .anyMatch(line -> line.matches("-rw------- 0/0 .* \\./boot/initramfs\\.img"))
                .anyMatch(line -> line.matches("-.* \\./boot/efi/EFI/BOOT/BOOT(X64|AA64)\\.EFI"))
                .anyMatch(line -> line.matches("-rw-r--r-- 0/0 +0 .* \\./etc/machine-id"))
                .noneMatch(line -> line.matches(".* \\./(dev|proc|run|sys|tmp)/.+"))
                .noneMatch(line -> line.matches(".* \\./etc/(apt/.*|hostname)"));
        assertThat(Tool.run("grep", "--text", "--fixed-strings", "--count", CACHE.toString(), archive.toString())
                        .text()
                        .strip())
                .as("lines that name a directory of this machine")
                .isEqualTo("0");
        assertThat(Tool.run(
                                "tar",
                                "--list",
                                "-vv",
                                "--xattrs",
                                "--xattrs-include=*",
                                "--file",
                                archive.toString(),
                                "./usr/bin/ping")
                        .expectSuccess()
                        .text())
                .contains("security.capability");
        Path initramfs = archive.resolveSibling("initramfs.img");
        Tool.run(
                        "sh",
                        "-c",
                        "tar --extract --to-stdout --file \"$1\" ./boot/initramfs.img >\"$2\"",
                        "-",
                        archive.toString(),
                        initramfs.toString())
                .expectSuccess();
        assertThat(Tool.run(
                                "sh",
                                "-c",
                                "zstd --decompress --stdout \"$1\" | cpio --list --quiet",
                                "-",
                                initramfs.toString())
                        .text())
                .contains("usr/sbin/kubeos-persist", "usr/sbin/kubeos-reset", "/overlay.ko", "/virtio_blk.ko");
    }

    @Test
    void anUnknownPackageIsNamedBeforeTheInstall() throws Exception {
        BuildProcess build = BuildProcess.start(CACHE, "containrd");
        build.awaitLine("Looking up packages"::equals);
        assertThat(build.awaitEnd())
                .isEqualTo(
                        "packages: the repositories have no containrd (did you mean containerd?); check the spelling,"
                                + " or add the repository that has it to source.repository");
    }

    private static Path base(BuildProcess build) throws IOException, InterruptedException {
        String last = build.awaitEnd();
        assertThat(last).matches("(made|found) /.*\\.tar");
        return Path.of(last.substring(last.indexOf('/')));
    }
}
