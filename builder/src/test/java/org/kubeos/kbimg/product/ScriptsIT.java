package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.OrdinaryUser;
import org.kubeos.testkit.Tool;

/** Scripts in a root file system that comes from an archive. */
@ExtendWith(SharedOutputs.class)
class ScriptsIT {

    private final BuiltImage image = BuiltImage.example();

    @TempDir
    Path temp;

    private static final String SCRIPT = """
            set -eu
            chown 42:4242 /usr/share/common-licenses
            mknod /var/lib/pipe p
            ln /etc/fstab /etc/fstab.too
            echo left >/var/log/left; echo left >/var/tmp/left; echo left >/run/left
            ldconfig
            useradd --system worker
            ! touch /sys/left 2>/dev/null
            """;

    @Test
    void rootAndAnOrdinaryUserGetTheSameBytesWithoutTracesOfTheRun() throws IOException {
        assumeTrue(OrdinaryUser.isRoot(), "needs root and another user to compare");
        build(temp, SCRIPT).expectSuccess();
        Path archive = temp.resolve("out/kubeos.tar");
        assertThat(Tool.run("tar", "--numeric-owner", "-tvf", archive.toString())
                        .lines())
                .anyMatch(line -> line.matches("drwxr-xr-x 42/4242 .* usr/share/common-licenses/"))
                .anyMatch(line -> line.matches("prw.* 0/0 .* var/lib/pipe"))
                .anyMatch(line -> line.matches("hrw.* etc/fstab.* link to .*etc/fstab.*"))
                .noneMatch(line -> line.matches(".*(/left|aux-cache|etc/passwd-|kubeos/scripts).*"));

        try (var user = OrdinaryUser.create()) {
            Path home = user.home();
            Files.copy(image.file("kubeos.tar"), home.resolve("kubeos.tar"));
            Path config = writeConfig(home, home.resolve("kubeos.tar"), SCRIPT);
            for (Path file : List.of(home.resolve("kubeos.tar"), config, home.resolve("script.sh"))) {
                Tool.run("chmod", "644", file.toString()).expectSuccess();
            }
            Product.runAs(
                            user,
                            List.of("HOME=" + home),
                            "create",
                            "vm-image",
                            "-f",
                            config.toString(),
                            "-o",
                            home.resolve("out").toString())
                    .expectSuccess();
            Tool.run("cmp", archive.toString(), home.resolve("out/kubeos.tar").toString())
                    .expectSuccess();
        }
    }

    @Test
    void aFailingScriptFailsTheBuildWithItsLastLines() throws IOException {
        Tool.Result result = build(temp, "echo one; echo two >&2; exit 3\n");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.text())
                .endsWith("kbimg: The script " + temp.resolve("script.sh")
                        + " exited with code 3. Its last lines:\none\ntwo\n");
        assertThat(temp.resolve("out/kubeos.tar")).doesNotExist();
    }

    private Tool.Result build(Path directory, String script) throws IOException {
        Path config = writeConfig(directory, image.file("kubeos.tar"), script);
        return Product.run(
                "create",
                "vm-image",
                "-f",
                config.toString(),
                "-o",
                directory.resolve("out").toString());
    }

    private static Path writeConfig(Path directory, Path archive, String script) throws IOException {
        Files.writeString(directory.resolve("script.sh"), "#!/bin/sh\n" + script);
        return Files.writeString(directory.resolve("scripts.yaml"), """
                version: v1
                distribution: debian
                agent: none
                source: {archive: %s}
                scripts: [{path: script.sh}]
                """.formatted(archive));
    }
}
