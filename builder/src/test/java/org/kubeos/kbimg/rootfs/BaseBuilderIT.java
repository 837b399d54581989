package org.kubeos.kbimg.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.kubeos.testkit.OrdinaryUser;
import org.kubeos.testkit.Tool;

/** Builds with the real apt, from this host's own repositories. The first test fills the cache for the next ones. */
@TestMethodOrder(OrderAnnotation.class)
class BaseBuilderIT {

    /** Brings a file with a capability, so that one is in the archive. */
    private static final String PING = "iputils-ping";

    private static final Path CACHE = Path.of("target/it/base-cache").toAbsolutePath();

    @Test
    @Order(1)
    void killedBuildsLeaveNothingAndTheNextOneSucceeds() throws Exception {
        Tool.run("rm", "-rf", CACHE.resolve("bases").toString()).expectSuccess();
        BuildProcess installing = BuildProcess.start(CACHE, PING);
        installing.awaitLine("Installing packages"::equals);
        installing.awaitLine(line -> line.matches("20 of \\d+ packages"));
        installing.killAlone();
        installing.assertNothingRunsOrIsMounted();

        BuildProcess inChroot = BuildProcess.start(CACHE, PING);
        inChroot.awaitLine("Building initramfs"::equals);
        inChroot.killWholeTree();
        inChroot.assertNothingRunsOrIsMounted();

        BuildProcess third = BuildProcess.start(CACHE, PING);
        assertThat(third.awaitEnd()).startsWith("made ");
        third.assertNothingRunsOrIsMounted();
        assertThat(CACHE.resolve("work")).isDirectoryNotContaining("glob:**build-*");
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
                .contains("usr/sbin/kubeos-persist", "/overlay.ko", "/virtio_blk.ko");
    }

    @Test
    @Order(3)
    void anOrdinaryUserMakesTheSameBytes() throws Exception {
        assumeThat(OrdinaryUser.isRoot())
                .as("needs root and another user to compare")
                .isTrue();
        try (var user = OrdinaryUser.create()) {
            Path theirs = base(BuildProcess.startAs(user, PING));
            Path ours = base(BuildProcess.start(CACHE, PING));
            Tool.run("cmp", ours.toString(), theirs.toString()).expectSuccess();
        }
    }

    @Test
    @Order(4)
    void anUnknownPackageIsNamedBeforeTheInstall() throws Exception {
        BuildProcess build = BuildProcess.start(CACHE, "containrd");
        build.awaitLine("Looking up packages"::equals);
        assertThat(build.awaitEnd())
                .isEqualTo("packages: the repositories have no containrd. Check the spelling, or add the repository"
                        + " that holds it to source.repository.");
    }

    private static Path base(BuildProcess build) throws IOException, InterruptedException {
        String last = build.awaitEnd();
        assertThat(last).matches("(made|found) /.*\\.tar");
        return Path.of(last.substring(last.indexOf('/')));
    }
}
