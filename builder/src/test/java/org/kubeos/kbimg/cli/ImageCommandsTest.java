package org.kubeos.kbimg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command lines that are about containers' images. */
class ImageCommandsTest {

    @TempDir
    Path directory;

    private final FakeBuildService work = new FakeBuildService();
    private String config;
    private String output;

    private record Result(int exitCode, String out, String err) {}

    @BeforeEach
    void writeConfig() throws IOException {
        config = Files.writeString(
                        directory.resolve("kbimg.yaml"),
                        "version: v1\ndistribution: debian\nsource: {repository: host}\n"
                                + "registries: [{host: registry.example.org, insecure: true}]\n")
                .toString();
        output = directory.resolve("out").toString();
    }

    private Result run(String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        int exitCode = new Kbimg(work, terminal).run(args);
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void createPrintsPlacesFilesAndTheDigest() {
        for (String name : new String[] {"upgrade-image", "upgrade-img", "admin-image", "admin-container"}) {
            Result result = run("create", name, "-f", config, "-o", output);

            assertThat(result.exitCode).isZero();
            assertThat(result.out)
                    .isEqualTo("registry.example.org/kubeos:v1\n" + output + "/manifest.json\n"
                            + FakeBuildService.DIGEST + "\n");
        }
        assertThat(work.asked)
                .containsExactly(
                        "create upgrade-image v1 " + output,
                        "create upgrade-image v1 " + output,
                        "create admin-image v1 " + output,
                        "create admin-image v1 " + output);
    }

    @Test
    void createPrintsOneJsonDocument() {
        assertThat(run("create", "upgrade-image", "-f", config, "-o", output, "--json").out)
                .contains(
                        "\"digest\" : \"" + FakeBuildService.DIGEST + "\"",
                        "\"images\" : [ \"registry.example.org/kubeos:v1\" ]");
    }

    @Test
    void dockerfileIsRefusedWithWhatReplacesIt() throws IOException {
        Path dockerfile = Files.writeString(directory.resolve("Dockerfile"), "# admin\n\nFROM openeuler\nRUN yum\n");

        Result result =
                run("create", "admin-image", "-f", dockerfile.toString(), "-d", "registry.example.org/admin:v1");

        assertThat(result.exitCode).isEqualTo(2);
        assertThat(result.err)
                .contains("is a Dockerfile", "examples/admin-image.yaml")
                .doesNotContain("internal");
        assertThat(run("create", "admin-image", "-f", config, "-d", "registry.example.org/admin:v1").err)
                .contains("adminImage: {push: [registry.example.org/admin:v1]}");
        assertThat(work.asked).isEmpty();
    }

    @Test
    void indexTakesImagesFromAnywhere() {
        Result result = run(
                "index",
                "-f",
                config,
                "registry.example.org/kubeos:v1",
                "oci:/x:v1",
                "docker-archive:/y.tar",
                "registry.example.org/kubeos:arm");

        assertThat(result).isEqualTo(new Result(0, FakeBuildService.DIGEST + "\n", "[ 0.0 s] Done\n"));
        assertThat(work.asked)
                .containsExactly("index registry.example.org/kubeos:v1 of [oci:/x:v1, docker-archive:/y.tar,"
                        + " registry.example.org/kubeos:arm] with [registry.example.org]");
        assertThat(run("index", "kubeos", "oci:/x").err).contains("'kubeos' is not the name of an image");
        assertThat(run("index", "registry.example.org/kubeos:v1").exitCode).isEqualTo(2);
    }

    @Test
    void inspectKnowsImagesByTheirNames() {
        assertThat(run("inspect", "registry.example.org/kubeos:v1").out)
                .isEqualTo("""
                        registry.example.org/kubeos:v1: upgrade image for linux/amd64, linux/arm64
                        %1$s

                        LAYER                                                                    SIZE     MEDIA TYPE
                        %1$s  130 MiB  application/vnd.oci.image.layer.v1.tar+gzip

                        ATTACHED                                                                 SIZE     TYPE
                        %1$s  127 MiB  slot-image

                        slot image: v1 for x86_64, 359 MiB in 4717 chunks, compressed to 126 MiB
                        verity root hash %2$s

                        org.opencontainers.image.version=v1

                        NAME=KubeOS

                        0 packages; --json lists them
                        password hashes of root, GRUB
                        """.formatted(FakeBuildService.DIGEST, FakeBuildService.DIGEST.hex()));
        assertThat(run("inspect", "--json", "oci:/x").out)
                .contains("\"platforms\" : [ \"linux/amd64\", \"linux/arm64\" ]")
                .contains("\"type\" : \"slot-image\"", "\"chunks\" : 4717", "\"compressedBytes\" : 132120576")
                .contains("\"passwordHashes\" : [ \"root\", \"GRUB\" ]");
        assertThat(run("inspect", "some/disk.img").out).contains("qcow2");
        assertThat(work.asked)
                .containsExactly(
                        "inspect image registry.example.org/kubeos:v1",
                        "inspect image oci:/x",
                        "inspect some/disk.img");
    }
}
