package org.kubeos.oci.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kubeos.oci.Images.AMD64;
import static org.kubeos.oci.Images.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Compression;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageStore;
import org.kubeos.oci.Images;
import org.kubeos.oci.OciException;
import org.kubeos.oci.ResolvedImage;
import org.kubeos.oci.UnpackLimits;
import org.kubeos.oci.layer.FileExtractor;
import org.kubeos.testkit.Podman;
import org.kubeos.testkit.Skopeo;
import org.kubeos.testkit.Tool;

/** Layouts and archives before skopeo, umoci and podman, and theirs before us. */
class LayoutIT {

    private static final byte[] ARCHIVE = new byte[700_000];

    static {
        new Random(1).nextBytes(ARCHIVE);
    }

    @TempDir
    Path temp;

    private Path layout;
    private Path osTar;

    @BeforeEach
    void writeArchive() throws IOException {
        layout = temp.resolve("layout");
        osTar = Files.write(temp.resolve("os.tar"), ARCHIVE);
    }

    private Image image(Compression compression) throws IOException {
        return Images.of(temp, AMD64, compression, List.of(file("os.tar", ARCHIVE)));
    }

    private void add(Image image, String tag) throws IOException {
        new LayoutWriter(Images.APPLICATION, layout).add(image.manifest().descriptor(), Images.content(image), tag);
    }

    private void assertSameArchive(ImageStore store) throws IOException {
        Path target = temp.resolve("extracted.tar");
        assertThat(FileExtractor.extract(
                        ResolvedImage.of(store, AMD64, "the image"), "os.tar", UnpackLimits.DEFAULT, target))
                .isTrue();
        Tool.run("cmp", osTar.toString(), target.toString()).expectSuccess();
    }

    @ParameterizedTest
    @EnumSource
    void skopeoAndUmociFindTheImage(Compression compression) throws IOException {
        Image image = image(compression);
        add(image, "v1");

        assertThat(Skopeo.digest("oci:" + layout + ":v1"))
                .isEqualTo(image.digest().toString());
        Skopeo.copy("oci:" + layout + ":v1", "dir:" + temp.resolve("copy"));
        if (compression == Compression.GZIP) { // Debian 12's umoci knows nothing else
            Path bundle = temp.resolve("bundle");
            Tool.run("umoci", "unpack", "--rootless", "--image", layout + ":v1", bundle.toString())
                    .expectSuccess();
            Tool.run("cmp", osTar.toString(), bundle.resolve("rootfs/os.tar").toString())
                    .expectSuccess();
        }
    }

    @Test
    void mediaTypesAreExact() throws IOException {
        add(image(Compression.GZIP), "v1");

        String manifest = new String(Skopeo.manifest("oci:" + layout + ":v1"), StandardCharsets.UTF_8);
        assertThat(manifest)
                .startsWith("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                        + "\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",")
                .contains("\"layers\":[{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",");
        assertThat(Files.readString(layout.resolve("oci-layout"))).isEqualTo("{\"imageLayoutVersion\":\"1.0.0\"}");
        assertThat(Files.readString(layout.resolve("index.json")))
                .startsWith("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\"")
                .contains("\"org.opencontainers.image.ref.name\":\"v1\"");
    }

    @Test
    void anotherTagIsAddedAndTheSameOneReplaced() throws IOException {
        Image first = image(Compression.GZIP);
        Image second = image(Compression.ZSTD);
        add(first, "v1");
        add(second, "v2");

        assertThat(Skopeo.digest("oci:" + layout + ":v1"))
                .isEqualTo(first.digest().toString());
        assertThat(Skopeo.digest("oci:" + layout + ":v2"))
                .isEqualTo(second.digest().toString());
        add(second, "v1");
        assertThat(Skopeo.digest("oci:" + layout + ":v1"))
                .isEqualTo(second.digest().toString());
        assertThatThrownBy(() -> LayoutStore.open(layout, Optional.empty()).resolve())
                .isInstanceOf(OciException.class)
                .hasMessageContaining("has 2 images. Its tags are v2, v1");
        try (var files = Files.list(layout)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("blobs", "index.json", "oci-layout");
        }
    }

    @Test
    void directoryOfSomethingElseIsLeftAlone() throws IOException {
        Files.createDirectory(layout);
        Files.writeString(layout.resolve("precious"), "work");

        assertThatThrownBy(() -> add(image(Compression.GZIP), "v1"))
                .isInstanceOf(OciException.class)
                .hasMessageContaining("holds something other than an image layout");
        try (var files = Files.list(layout)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void failureLeavesNothing() throws IOException {
        Image image = image(Compression.GZIP);
        for (var layer : image.layers()) {
            Files.delete(((Blob.StoredFile) layer).file());
        }

        assertThatThrownBy(() -> add(image, "v1")).isInstanceOf(IOException.class);
        assertThat(layout).doesNotExist();
    }

    @Test
    void dockerArchiveIsReadByAll() throws IOException {
        Image image = image(Compression.GZIP);
        Path archive = temp.resolve("image.tar");
        DockerArchiveWriter.write(image, List.of("localhost/kubeos:v1"), "v1", Images.DATE, archive);

        Skopeo.copy("oci-archive:" + archive, "dir:" + temp.resolve("copy"));
        assertThat(Skopeo.digest("oci-archive:" + archive))
                .isEqualTo(image.digest().toString());
        Tool.run("skopeo", "--insecure-policy", "copy", "docker-archive:" + archive, "oci:" + layout + ":fromDocker")
                .expectSuccess();
        assertSameArchive(LayoutStore.open(layout, Optional.of("fromDocker")));
        assertSameArchive(DockerArchiveStore.open(archive));
        try (var podman = Podman.create(temp.resolve("podman"))) {
            podman.run("load", "--input", archive.toString());
            assertThat(podman.run("images", "--format={{.Repository}}:{{.Tag}} {{.Digest}}"))
                    .isEqualTo("localhost/kubeos:v1 " + image.digest());
        }
    }

    @Test
    void podmanPullsFromTheLayout() throws IOException {
        Image image = image(Compression.ZSTD);
        add(image, "v1");

        try (var podman = Podman.create(temp.resolve("podman"))) {
            String id = podman.run("pull", "--quiet", "oci:" + layout + ":v1");
            assertThat(id).isEqualTo(image.config().descriptor().digest().hex());
        }
    }

    @Test
    void archivesOfDockersOwnFormatAreRead() throws IOException {
        add(image(Compression.GZIP), "v1");
        Path archive = temp.resolve("docker.tar");
        // Uncompressed layers under names of their own, and no digest of them.
        Tool.run(
                        "skopeo",
                        "--insecure-policy",
                        "copy",
                        "oci:" + layout + ":v1",
                        "docker-archive:" + archive + ":localhost/kubeos:v1")
                .expectSuccess();

        assertSameArchive(DockerArchiveStore.open(archive));
    }

    @Test
    void imagesOfUmociAreRead() throws IOException {
        Tool.run("umoci", "init", "--layout", layout.toString()).expectSuccess();
        Tool.run("umoci", "new", "--image", layout + ":v1").expectSuccess();
        String bundle = temp.resolve("bundle").toString();
        Tool.run("umoci", "unpack", "--rootless", "--image", layout + ":v1", bundle)
                .expectSuccess();
        Files.copy(osTar, temp.resolve("bundle/rootfs/os.tar"));
        Tool.run("umoci", "repack", "--image", layout + ":v1", bundle).expectSuccess();

        assertSameArchive(LayoutStore.open(layout, Optional.of("v1")));
    }
}
