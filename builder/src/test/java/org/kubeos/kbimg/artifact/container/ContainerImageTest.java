package org.kubeos.kbimg.artifact.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kubeos.kbimg.BuildException;
import org.kubeos.oci.AttachedManifest;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageIndex;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.MediaTypes;
import org.kubeos.oci.Platform;
import org.kubeos.oci.ResolvedImage;
import org.kubeos.oci.UnpackLimits;
import org.kubeos.oci.layout.DockerArchiveStore;
import org.kubeos.oci.layout.LayoutStore;
import org.kubeos.oci.signature.ImageVerifier;
import org.kubeos.oci.signature.VerifiedImage;
import org.kubeos.process.Progress;

/** Images with statements and signatures, in layouts and archives. */
class ContainerImageTest extends ContainerImageFixture {

    private static final Platform AMD64 = Platform.linux("amd64");

    private static final Platform ARM64 = Platform.linux("arm64");

    private final EdSigner signer = EdSigner.create();

    private LayoutStore layout(String name, String tag) {
        return LayoutStore.open(directory.resolve(name), Optional.of(tag));
    }

    private String destination(String name) {
        return "upgradeImage: {layout: " + directory.resolve(name) + "}";
    }

    private ResolvedImage resolve(String name, String tag) throws IOException {
        return ResolvedImage.of(layout(name, tag), AMD64, name);
    }

    @Test
    void withoutAttachmentsTheTagIsTheImage() throws Exception {
        BuiltImage plain = build(destination("a"), ImageAttachments.NONE);
        ResolvedImage image = resolve("a", "v1");
        assertThat(image.top().digest()).isEqualTo(plain.digest());
        assertThat(image.descriptor().digest()).isEqualTo(plain.digest());
        try (Stream<Path> blobs = Files.list(directory.resolve("a/blobs/sha256"))) {
            assertThat(blobs).hasSize(3);
        }
    }

    @Test
    void statementsMakeTheTagAnIndex() throws Exception {
        BuiltImage plain = build(destination("a"), ImageAttachments.NONE);
        BuiltImage built = build(destination("b"), withStatement(Optional.empty()));
        ResolvedImage image = resolve("b", "v1");
        assertThat(image.top().mediaType()).isEqualTo(MediaTypes.INDEX);
        assertThat(image.top().digest()).isEqualTo(built.digest());
        assertThat(image.descriptor().digest())
                .as("the image itself is the same")
                .isEqualTo(plain.digest());
        assertThat(built.places())
                .singleElement()
                .satisfies(place ->
                        assertThat(place.digest()).isEqualTo(built.digest().toString()));
        assertThat(build(destination("c"), withStatement(Optional.empty())).digest())
                .isEqualTo(built.digest());
        Path osTar = directory.resolve("os.tar");
        OsTar.extract(image, UnpackLimits.DEFAULT, osTar);
        assertThat(osTar).hasBinaryContent(OS_TAR);
    }

    /** A manifest of something that tools know nothing of. */
    private static AttachedManifest sample(Image image) {
        return AttachedManifest.of(
                image.digest(),
                "sample",
                Blob.Document.of("application/vnd.example.config.v1+json", "{}".getBytes(StandardCharsets.UTF_8)),
                List.of(Blob.Document.of("application/vnd.example.v1", new byte[] {1, 2, 3})));
    }

    @Test
    void manifestsComeAfterTheStatements() throws Exception {
        BuiltImage plain = build(destination("a"), ImageAttachments.NONE);
        BuiltImage alone = build(destination("b"), ImageAttachments.NONE.with(image -> List.of(sample(image))));
        assertThat(resolve("b", "v1").top().digest()).isEqualTo(alone.digest());
        assertThat(resolve("b", "v1").attachments())
                .extracting(AttachedManifest::type)
                .containsExactly("sample");
        BuiltImage both =
                build(destination("c"), withStatement(Optional.of(signer)).with(image -> List.of(sample(image))));
        ResolvedImage image = resolve("c", "v1");
        assertThat(image.attachments())
                .extracting(AttachedManifest::type)
                .containsExactly(AttachedManifest.ATTESTATION, "sample");
        assertThat(image.attachments("sample"))
                .extracting(AttachedManifest::descriptor)
                .containsExactly(sample(image.image()).descriptor());
        for (String name : List.of("b", "c")) {
            assertThat(resolve(name, "v1").descriptor().digest())
                    .as("the image itself is the same")
                    .isEqualTo(plain.digest());
        }
        assertThat(ImageVerifier.verify(image.store(), both.digest(), signer.policy(), Instant.EPOCH)
                        .signatures())
                .hasSize(1);
    }

    @Test
    void anIndexOfPlatformsCarriesTheManifests() throws Exception {
        ImageAttachments attachments = withStatement(Optional.empty()).with(image -> List.of(sample(image)));
        build(destination("intel"), attachments);
        build(destination("arm") + "\narchitecture: aarch64", attachments);
        var target = new ImageLocation.Layout(directory.resolve("both"), Optional.of("v1"));
        new PlatformIndex(Map.of(), Progress.SILENT).create(target, List.of(source("intel"), source("arm")));
        LayoutStore both = layout("both", "v1");
        for (Platform platform : List.of(AMD64, ARM64)) {
            ResolvedImage image = ResolvedImage.of(both, platform, "both");
            AttachedManifest carried = image.attachments("sample").getFirst();
            assertThat(carried.descriptor()).isEqualTo(sample(image.image()).descriptor());
            assertThat(carried.blobs())
                    .allSatisfy(
                            blob -> assertThat(both.open(blob.descriptor(), 0).readAllBytes())
                                    .hasSize((int) blob.descriptor().size()));
        }
    }

    @Test
    void theIndexTheImageAndTheStatementsAreSigned() throws Exception {
        BuiltImage built = build(destination("a"), withStatement(Optional.of(signer)));
        ResolvedImage image = resolve("a", "v1");
        for (var digest : List.of(built.digest(), image.descriptor().digest())) {
            VerifiedImage verified = ImageVerifier.verify(image.store(), digest, signer.policy(), Instant.EPOCH);
            assertThat(verified.signatures()).singleElement().satisfies(signature -> {
                assertThat(signature.reference()).isEqualTo("localhost/kubeos:v1");
                assertThat(signature.annotations())
                        .containsOnlyKeys("channel", "created", "version")
                        .containsEntry("channel", "stable")
                        .containsEntry("version", "v1");
            });
        }
        assertThat(ImageVerifier.verifyAttestations(
                        image.store(), image.descriptor().digest(), TYPE, signer.policy(), Instant.EPOCH))
                .singleElement()
                .satisfies(found -> assertThat(found.attestation()).isEqualTo(statement(image.image())));
    }

    @Test
    void anArchiveForEnginesHasTheImageAlone() throws Exception {
        Path file = directory.resolve("image.tar");
        BuiltImage built = build(
                "upgradeImage: {dockerArchive: " + file + ", layout: " + directory.resolve("a") + "}",
                withStatement(Optional.of(signer)));
        var archived = ResolvedImage.of(DockerArchiveStore.open(file), AMD64, "archive");
        assertThat(archived.top().mediaType()).isEqualTo(MediaTypes.MANIFEST);
        assertThat(archived.descriptor().digest())
                .isEqualTo(resolve("a", "v1").descriptor().digest());
        assertThat(built.places())
                .anySatisfy(place -> {
                    assertThat(place.name()).isEqualTo("docker-archive:image.tar");
                    assertThat(place.digest())
                            .isEqualTo(archived.descriptor().digest().toString());
                })
                .anySatisfy(place ->
                        assertThat(place.digest()).isEqualTo(built.digest().toString()));
    }

    @Test
    void anIndexOfPlatformsCarriesTheStatements() throws Exception {
        build(destination("intel"), withStatement(Optional.empty()));
        build(destination("arm") + "\narchitecture: aarch64", withStatement(Optional.empty()));
        var target = new ImageLocation.Layout(directory.resolve("both"), Optional.of("v1"));
        new PlatformIndex(Map.of(), Progress.SILENT).create(target, List.of(source("intel"), source("arm")));
        LayoutStore both = layout("both", "v1");
        assertThat(ResolvedImage.platforms(both, "both")).containsExactly(AMD64, ARM64);
        ImageIndex index = ImageIndex.parse(both.open(both.resolve(), 0).readAllBytes(), "both");
        assertThat(index.manifests())
                .extracting(manifest -> manifest.platform().orElseThrow().toString())
                .containsExactly("linux/amd64", "linux/arm64", "unknown/unknown", "unknown/unknown");
        for (Platform platform : List.of(AMD64, ARM64)) {
            String name = platform.equals(AMD64) ? "intel" : "arm";
            assertThat(ResolvedImage.of(both, platform, "both").attachments())
                    .singleElement()
                    .satisfies(attachment -> {
                        assertThat(attachment.descriptor())
                                .isEqualTo(ResolvedImage.of(layout(name, "v1"), platform, name)
                                        .attachments()
                                        .getFirst()
                                        .descriptor());
                        assertThat(attachment.blobs())
                                .allSatisfy(blob -> assertThat(
                                                both.open(blob.descriptor(), 0).readAllBytes())
                                        .hasSize((int) blob.descriptor().size()));
                    });
        }
    }

    @Test
    void anIndexAndItsImagesAreSigned() throws Exception {
        BuiltImage built = build(destination("intel"), ImageAttachments.NONE);
        var target = new ImageLocation.Layout(directory.resolve("both"), Optional.of("v2"));
        var signing = withStatement(Optional.of(signer)).signing();
        var index = new PlatformIndex(Map.of(), Progress.SILENT, signing).create(target, List.of(source("intel")));
        for (var digest : List.of(index, built.digest())) {
            assertThat(ImageVerifier.verify(layout("both", "v2"), digest, signer.policy(), Instant.EPOCH)
                            .signatures())
                    .singleElement()
                    .satisfies(signature -> assertThat(signature.reference()).isEqualTo("localhost/both:v2"));
        }
    }

    private ImageLocation source(String name) {
        return new ImageLocation.Layout(directory.resolve(name), Optional.of("v1"));
    }

    @Test
    void aFailedPushIsCompletedFromTheLayout() throws Exception {
        // Nothing listens on this port.
        String target = "127.0.0.1:1/os/kubeos";
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> build(
                        "upgradeImage: {push: [" + target + "]}\nregistries: [{host: '127.0.0.1:1', insecure: true}]",
                        withStatement(Optional.of(signer))))
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())
                                .lines()
                                .filter(line -> line.startsWith("  skopeo copy ")))
                        .hasSize(4)
                        .allMatch(line -> line.contains("--dest-tls-verify=false oci:")
                                || line.contains("--dest-tls-verify=false --all oci:"))
                        .last()
                        .asString()
                        .contains("--all")
                        .endsWith(" docker://" + target + ":v1"));
    }
}
