package org.kubeos.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.Images;
import org.kubeos.oci.MediaTypes;
import org.kubeos.oci.OciException;
import org.kubeos.oci.VerifiedContent;
import org.kubeos.process.Progress;
import org.kubeos.testkit.DockerRegistry;
import org.kubeos.testkit.Skopeo;

/** Pushes to and pulls from Debian's docker-registry; skopeo is the other side. */
class RegistryIT {

    private static final String[] PLAIN = {"--tls-verify=false"};

    @TempDir
    private Path directory;

    private DockerRegistry registry;
    private RegistryClient client;

    @BeforeEach
    void start() throws IOException {
        registry = DockerRegistry.start(directory.resolve("registry"));
        var settings = RegistrySettings.ofUser(Images.APPLICATION).with(registry.host(), HostSettings.INSECURE);
        client = new RegistryClient(settings, Progress.SILENT);
    }

    @AfterEach
    void stop() {
        client.close();
        registry.close();
    }

    @Test
    void skopeoPullsWhatWasPushed() throws Exception {
        // One layer in one request, one in two chunks and a bit.
        Image image = TestImage.create(directory, 1, 3_000_000, (64 << 20) + 5);
        var target = reference("images/kubeos:v1");

        assertThat(client.push(image, target)).isEqualTo(image.digest());

        assertThat(Skopeo.digest("docker://" + target, PLAIN))
                .isEqualTo(image.digest().toString());
        assertThat(Skopeo.manifest("docker://" + target, PLAIN))
                .isEqualTo(image.manifest().content());
        Skopeo.copy("docker://" + target, "oci:" + directory.resolve("pulled"), "--src-tls-verify=false");
        Path blobs = directory.resolve("pulled/blobs/sha256");
        assertThat(TestImage.content(image)).allSatisfy(content -> {
            Path file = blobs.resolve(content.digest().hex());
            assertThat(TestImage.digest(Files.newInputStream(file))).isEqualTo(content.digest());
        });
    }

    @Test
    void readsWhatSkopeoPushed() throws Exception {
        Image image = TestImage.create(directory, 2, 5_000_000, 0);
        client.push(image, reference("a:v1"));
        Skopeo.copy(
                "docker://" + reference("a:v1"),
                "docker://" + reference("b/c:v2"),
                "--src-tls-verify=false",
                "--dest-tls-verify=false");

        Repository repository = client.repository(reference("b/c:v2"));

        Descriptor resolved = repository.resolve();
        assertThat(resolved).isEqualTo(image.manifest().descriptor());
        for (Descriptor content : TestImage.content(image).toList()) {
            try (var in = new VerifiedContent(repository.open(content, 0), content, "registry")) {
                assertThat(TestImage.digest(in)).isEqualTo(content.digest());
            }
        }
    }

    @Test
    void whatIsThereIsNotSentAgain() throws Exception {
        Image image = TestImage.create(directory, 3, 1_000_000);
        var target = reference("a:v1");
        client.push(image, target);
        for (Blob blob : image.layers()) {
            Files.delete(((Blob.StoredFile) blob).file());
        }
        assertThat(client.push(image, reference("a:v2"))).isEqualTo(image.digest());
        assertThat(Skopeo.digest("docker://" + reference("a:v2"), PLAIN))
                .isEqualTo(image.digest().toString());
    }

    @Test
    void anIndexNamesAnImageForEachPlatform() throws Exception {
        Image intel = TestImage.create(directory, "amd64", 4, 1000);
        Image arm = TestImage.create(directory, "arm64", 5, 1000);
        client.push(intel, reference("a:v1-x86_64"));
        client.push(arm, reference("a:v1-aarch64"));
        var images = List.of(reference("a:v1-x86_64"), ImageReference.parse(registry.host() + "/a@" + arm.digest()));

        Digest index = client.pushIndex(images, reference("a:v1"));

        assertThat(Digest.of(Skopeo.manifest("docker://" + reference("a:v1"), PLAIN)))
                .isEqualTo(index);
        assertThat(client.repository(reference("a:v1")).resolve().mediaType()).isEqualTo(MediaTypes.INDEX);
        for (Image image : List.of(intel, arm)) {
            String architecture = image == arm ? "arm64" : "amd64";
            Path copy = directory.resolve(architecture);
            Skopeo.copy(
                    "docker://" + reference("a:v1"),
                    "dir:" + copy,
                    "--src-tls-verify=false",
                    "--override-arch=" + architecture);
            assertThat(copy.resolve("manifest.json"))
                    .hasBinaryContent(image.manifest().content());
        }
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> client.pushIndex(List.of(images.getFirst(), images.getFirst()), reference("a:v2")))
                .withMessageContaining("are for linux/amd64");
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> client.pushIndex(images, reference("b:v1")))
                .withMessageContaining("is not in the repository");
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> client.pushIndex(List.of(reference("a:v1")), reference("a:v2")))
                .withMessageContaining("not the image of one platform");
    }

    private ImageReference reference(String name) {
        return ImageReference.parse(registry.host() + "/" + name);
    }
}
