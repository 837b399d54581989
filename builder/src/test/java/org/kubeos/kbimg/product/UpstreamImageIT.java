package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.QemuImg;
import org.kubeos.testkit.Tool;
import org.kubeos.testkit.rpm.RpmRepository;

/** The original's configs as they are, and its first version's options, down to the disk. */
class UpstreamImageIT {

    private static final String HASH =
            "$6$kbimgexample$B1TFbxBktkxa2cJAmeYBv.ZR3z7S2xEnQETIs1FcE8acN2z95qrtLt1UIdHEEDkgLH"
                    + "JpOQYQR9s4xyGuPARwF.";

    /** Where the original's paths start: its scripts' directory. */
    @TempDir
    private static Path upstream;

    @BeforeAll
    static void writeWhatTheConfigsName() throws IOException {
        RpmRepository fixture =
                RpmRepository.fixture(Path.of("target/it/rpm-fixture").toAbsolutePath());
        Files.writeString(
                upstream.resolve("kubeos.repo"),
                "[kubeos]\nname=KubeOS\nbaseurl=%s\nenabled=1\ngpgcheck=1\ngpgkey=file://%s\n"
                        .formatted(fixture.url(), fixture.key()));
        Files.createDirectory(upstream.resolve("bin"));
        Files.writeString(upstream.resolve("bin/os-agent"), "#!/bin/sh\nexec sleep infinity\n");
        Files.writeString(upstream.resolve("rpmlist"), "openssh-server\n");
    }

    @Test
    void aConfigOfTheRustVersionAndWhatItIsConvertedToMakeTheSame() throws IOException {
        Files.writeString(upstream.resolve("kbimg.toml"), """
                [from_repo]
                agent_path = "./bin/os-agent"
                legacy_bios = false
                repo_path = "./kubeos.repo"
                root_passwd = "%s"
                rpmlist = ["openssh-server"]
                version = "v1"

                [disk_partition]
                root = 2560
                img_size = 30

                [persist_mkdir]
                name = ["data"]
                """.formatted(HASH));
        create("rust", "-f", "kbimg.toml");
        expectRootSlot("rust", "v1");
        assertThat(QemuImg.info(upstream.resolve("rust/system.qcow2"), "qcow2"))
                .contains("\"virtual-size\": " + (30L << 30));

        Product.runIn(upstream, "convert", "kbimg.toml", "-o", "converted.yaml").expectSuccess();
        create("converted", "-f", "converted.yaml");
        Tool.run(
                        "cmp",
                        upstream.resolve("rust/kubeos.tar").toString(),
                        upstream.resolve("converted/kubeos.tar").toString())
                .expectSuccess();
        BuiltImage.delete(upstream.resolve("rust"));
        BuiltImage.delete(upstream.resolve("converted"));
    }

    @Test
    void aConfigOfTheGoVersionMakesAnImage() throws IOException {
        Files.writeString(upstream.resolve("kbimg.yaml"), """
                option_config:
                  image: vm_image_repo
                  p: ./kubeos.repo
                  v: v2
                  b: ./bin/os-agent
                  e: %s
                  l: efi
                host_config:
                  hostname: node-of-upstream
                """.formatted(HASH));
        create("go", "-f", "kbimg.yaml");
        expectRootSlot("go", "v2");
        assertThat(fileOf("go", "/etc/hostname")).isEqualTo("node-of-upstream\n");
        BuiltImage.delete(upstream.resolve("go"));
    }

    @Test
    void theOptionsOfTheFirstVersionMakeAnImage() {
        create("bash", "-p", "kubeos.repo", "-v", "v3", "-b", "bin/os-agent", "-e", HASH);
        expectRootSlot("bash", "v3");
        BuiltImage.delete(upstream.resolve("bash"));
    }

    private static void create(String output, String... arguments) {
        var command = new ArrayList<>(List.of("create", "vm-image", "-o", output));
        command.addAll(List.of(arguments));
        Product.runIn(upstream, command.toArray(String[]::new)).expectSuccess();
    }

    private static void expectRootSlot(String output, String version) {
        assertThat(fileOf(output, "/usr/lib/os-release")).contains("PRETTY_NAME=\"KubeOS " + version + "\"");
        assertThat(fileOf(output, "/etc/shadow")).startsWith("root:" + HASH + ":");
        assertThat(fileOf(output, "/usr/bin/os-agent")).endsWith("exec sleep infinity\n");
        assertThat(fileOf(output, "/usr/lib/systemd/system/ssh.service")).contains("ExecStart=/usr/sbin/sshd");
    }

    /** As debugfs reads it from the root slot's file system. */
    private static String fileOf(String output, String path) {
        return Tool.run(
                        "sh",
                        "-c",
                        "debugfs -R \"cat $1\" \"$2\" 2>/dev/null",
                        "-",
                        path,
                        upstream.resolve(output).resolve("update.img").toString())
                .expectSuccess()
                .text();
    }
}
