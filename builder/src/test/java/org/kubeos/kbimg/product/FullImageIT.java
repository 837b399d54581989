package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.GrubTools;
import org.kubeos.testkit.OrdinaryUser;
import org.kubeos.testkit.Tool;

/** The example that uses every feature, before outside judges; {@link FullImageBootIT} starts it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedOutputs.class)
class FullImageIT {

    private static final String PASSWORD = "kubeos";

    private final BuiltImage image = BuiltImage.full();

    @TempDir
    static Path temp;

    @Test
    void judgesOfARunningDebianFindNothingWrong() throws IOException {
        judge(image, "ssh.service", "boot/efi/EFI/kubeos/grub.cfg");
    }

    @Test
    void judgesOfARunningOpenEulerFindNothingWrong() throws IOException {
        judge(BuiltImage.fullOpenEuler(), "sshd.service", "boot/grub2/grub.cfg");
    }

    private static void judge(BuiltImage image, String sshService, String menu) throws IOException {
        assumeTrue(OrdinaryUser.isRoot(), "needs root to give files their owners and to change into the root");
        Path root = Files.createTempDirectory(temp, "root");
        Tool.run(
                        "tar",
                        "-xpf",
                        image.file("kubeos.tar").toString(),
                        "--numeric-owner",
                        "--xattrs-include=*",
                        "-C",
                        root.toString())
                .expectSuccess();

        // Without -q, they also tell of homes that Debian's own accounts have not.
        Tool.run("pwck", "-r", "-q", "-R", root.toString()).expectSuccess();
        Tool.run("grpck", "-r", "-R", root.toString()).expectSuccess();
        for (String unit : List.of("hello.service", "os-agent.service", "kubeos-ssh-host-keys.service")) {
            assertThat(Tool.run("systemd-analyze", "verify", "--man=no", "--root=" + root, unit)
                            .expectSuccess()
                            .lines())
                    .as(unit)
                    .noneMatch(line -> line.contains(unit));
        }
        for (String unit : List.of("hello.service", "serial-getty@ttyS0.service", "systemd-networkd.service")) {
            assertThat(isEnabled(root, unit)).isEqualTo("enabled");
        }
        // The fixture's sshd.service is another name of Debian's ssh.service.
        assertThat(isEnabled(root, sshService)).isIn("enabled", "alias");
        assertThat(isEnabled(root, "systemd-timesyncd.service")).isEqualTo("disabled");
        assertThat(isEnabled(root, "fstrim.timer")).isEqualTo("masked");
        GrubTools.checkScript(Files.readString(root.resolve(menu)));
    }

    private static String isEnabled(Path root, String unit) {
        return Tool.run("systemctl", "--root=" + root, "is-enabled", unit)
                .text()
                .strip();
    }

    @Test
    void scriptsHaveRunAndOnlyTheOneToKeepIsThere() {
        assertThat(member("usr/share/finished")).isEqualTo("first\nwith blanks\nhello\n0\nlo\n");
        assertThat(member("usr/share/kept")).isEqualTo("resolv.conf can be read\n");
        assertThat(Tool.run("tar", "-tf", archive()).lines())
                .contains("usr/lib/kubeos/scripts/keep.sh")
                .doesNotContain("usr/lib/kubeos/scripts/finish.sh");
        assertThat(image.log()).contains("| finishing first\n");
    }

    @Test
    void nobodyButRootCanReadASecretAndTheLogHasNone() throws IOException {
        assertThat(image.log()).doesNotContain("$6$").doesNotContain("pbkdf2");
        assertThat(Files.readString(image.file("manifest.json")))
                .doesNotContain("$6$")
                .doesNotContain("pbkdf2");
        assertThat(Tool.run("tar", "-tvf", archive()).lines())
                .anyMatch(line -> line.matches("-rw-r----- .* etc/shadow"))
                .anyMatch(line -> line.matches("-rw------- .* boot/efi/EFI/kubeos/grub\\.cfg"));
        String shadow = member("etc/shadow");
        assertThat(shadow).doesNotContain(":" + PASSWORD + ":").containsPattern("deploy:\\$6\\$[^:]+:\\d+:");
    }

    private String archive() {
        return image.file("kubeos.tar").toString();
    }

    private String member(String path) {
        return Tool.run("tar", "-xOf", archive(), path).expectSuccess().text();
    }
}
