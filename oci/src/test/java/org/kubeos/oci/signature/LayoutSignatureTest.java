package org.kubeos.oci.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.oci.AttachedManifest;
import org.kubeos.oci.Compression;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageIndex;
import org.kubeos.oci.ImageManifest;
import org.kubeos.oci.Images;
import org.kubeos.oci.OciException;
import org.kubeos.oci.ResolvedImage;
import org.kubeos.oci.layout.LayoutStore;
import org.kubeos.oci.layout.LayoutWriter;
import org.kubeos.oci.layout.StoredImage;

/** Signed images with statements about them, in layouts. */
class LayoutSignatureTest {

    private static final TestSigner ALICE = TestSigner.ed25519();
    private static final String TYPE = "https://example.org/claim/v1";

    @TempDir
    private Path directory;

    private Path layout;
    private LayoutWriter writer;

    @BeforeEach
    void createWriter() {
        layout = directory.resolve("layout");
        writer = new LayoutWriter(Images.APPLICATION, layout);
    }

    private Image image(String content) throws IOException {
        return Images.of(
                directory,
                Images.AMD64,
                Compression.GZIP,
                List.of(Images.file("os.tar", content.getBytes(StandardCharsets.UTF_8))));
    }

    private static Attestation statement(Image image) {
        return Attestation.of(Map.of("kubeos", image.digest()), TYPE, "{\"a\": 1}".getBytes(StandardCharsets.UTF_8));
    }

    private AttestedImage add(String tag, Image image, Attestation... statements) throws IOException {
        AttestedImage attested = AttestedImage.of(image, Images.AMD64, List.of(statements));
        attested.sign(writer, ALICE, "localhost/kubeos:" + tag, Map.of());
        writer.add(attested.top(), attested.blobs(), tag);
        return attested;
    }

    private LayoutStore store(String... tag) {
        return LayoutStore.open(layout, Stream.of(tag).findFirst());
    }

    private VerifiedImage verify(Digest digest) throws IOException {
        return ImageVerifier.verify(store(), digest, TrustPolicy.anyOf(List.of(ALICE.trusted())), Instant.EPOCH);
    }

    @Test
    void withoutStatementsTheTagIsTheImage() throws Exception {
        Image image = image("a");
        AttestedImage attested = AttestedImage.of(image, Images.AMD64, List.of());
        assertThat(attested.digest()).isEqualTo(image.digest());
        assertThat(attested.signatureTags())
                .containsExactly("sha256-" + image.digest().hex() + ".sig");
        assertThat(attested.blobs()).hasSize(3);
    }

    @Test
    void theIndexIsBuildKits() throws Exception {
        Image image = image("a");
        AttestedImage attested = AttestedImage.of(image, Images.AMD64, List.of(statement(image), statement(image)));
        writer.add(attested.top(), attested.blobs(), "v1");
        List<Descriptor> manifests = ImageIndex.parse(
                        store().open(attested.top(), 0).readAllBytes(), "layout")
                .manifests();
        assertThat(manifests).hasSize(2);
        assertThat(manifests.getFirst().digest()).isEqualTo(image.digest());
        Descriptor attestation = manifests.getLast();
        assertThat(attestation.platform().orElseThrow()).hasToString("unknown/unknown");
        assertThat(attestation.annotations())
                .containsOnly(
                        Map.entry("vnd.docker.reference.type", "attestation-manifest"),
                        Map.entry("vnd.docker.reference.digest", image.digest().toString()));
        String manifest = new String(store().open(attestation, 0).readAllBytes(), StandardCharsets.UTF_8);
        assertThat(manifest)
                .contains("\"application/vnd.in-toto+json\"", "{\"in-toto.io/predicate-type\":\"" + TYPE + "\"}");
    }

    @Test
    void theIndexAndTheImageAreSigned() throws Exception {
        Image image = image("a");
        AttestedImage attested = add("v1", image, statement(image));
        assertThat(attested.digest()).isNotEqualTo(image.digest());
        assertThat(verify(attested.digest()).signatures()).hasSize(1);
        assertThat(verify(image.digest()).signatures()).hasSize(1);
        assertThat(ImageVerifier.verifyAttestations(
                        store(), image.digest(), TYPE, TrustPolicy.anyOf(List.of(ALICE.trusted())), Instant.EPOCH))
                .extracting(VerifiedAttestation::attestation)
                .containsExactly(statement(image));
        assertThat(attested.signatureTags())
                .allSatisfy(tag -> assertThat(store().find(tag)).isPresent());
    }

    @Test
    void signaturesAreNoImages() throws Exception {
        Image image = image("a");
        AttestedImage attested = add("v1", image, statement(image));
        // Still the only image, so that it needs no tag.
        assertThat(store().resolve().digest()).isEqualTo(attested.digest());
        ResolvedImage resolved = ResolvedImage.of(store(), Images.AMD64, "layout");
        assertThat(resolved.descriptor().digest()).isEqualTo(image.digest());
        assertThat(ResolvedImage.platforms(store(), "layout")).containsExactly(Images.AMD64);
        assertThat(StoredImage.in(layout)).containsExactly(new StoredImage(List.of(), List.of(Images.AMD64)));
        assertThat(resolved.attachments())
                .singleElement()
                .satisfies(attachment -> assertThat(attachment.blobs())
                        .extracting(blob -> blob.descriptor().mediaType())
                        .contains("application/vnd.in-toto+json"));
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> store("v3").resolve())
                .withMessageEndingWith("Its tags are v1. Name one, as in oci:DIR:TAG.");
    }

    @Test
    void attachmentsOfOtherImagesAreNotTaken() throws Exception {
        Image one = image("a");
        Image two = image("b");
        AttestedImage attested = AttestedImage.of(one, Images.AMD64, List.of(statement(one)));
        AttachedManifest others =
                AttachedManifest.of(two.digest(), List.of(statement(two).document()));
        var index = new ImageIndex(List.of(attested.image().manifest().descriptor(), others.descriptor())).encode();
        var blobs = new ArrayList<>(attested.blobs());
        blobs.addAll(others.blobs());
        blobs.add(index);
        writer.add(index.descriptor(), blobs, "v1");
        assertThat(ResolvedImage.of(store(), Images.AMD64, "layout").attachments())
                .isEmpty();
    }

    @Test
    void cosignFindsTheSignaturesOfTheLastImage() throws Exception {
        AttestedImage one = add("v1", image("a"));
        assertThat(kinds())
                .containsOnly(
                        Map.entry("v1", "dev.cosignproject.cosign/image"),
                        Map.entry(one.signatureTags().getFirst(), "dev.cosignproject.cosign/sigs"));
        Image image = image("b");
        AttestedImage two = add("v2", image, statement(image));
        assertThat(kinds())
                .containsOnly(
                        Map.entry("v2", "dev.cosignproject.cosign/imageIndex"),
                        Map.entry("sha256-" + two.digest().hex() + ".sig", "dev.cosignproject.cosign/sigs"));
        verify(one.digest());
        verify(two.digest());
    }

    /** By tag. */
    private Map<String, String> kinds() throws IOException {
        var kinds = new TreeMap<String, String>();
        for (Descriptor entry : ImageIndex.parse(Files.readAllBytes(layout.resolve("index.json")), "layout")
                .manifests()) {
            Optional.ofNullable(entry.annotations().get("kind"))
                    .ifPresent(kind -> kinds.put(entry.annotations().get("org.opencontainers.image.ref.name"), kind));
        }
        return kinds;
    }

    @Test
    void theSameKeyGivesTheSameLayout() throws Exception {
        Image image = image("a");
        add("v1", image, statement(image));
        byte[] first = Files.readAllBytes(layout.resolve("index.json"));
        add("v1", image, statement(image));
        assertThat(layout.resolve("index.json")).hasBinaryContent(first);
    }

    @Test
    void aFlippedByteInAnyBlobIsFound() throws Exception {
        AttestedImage attested = add("v1", image("a"));
        Descriptor manifest = store().find(attested.signatureTags().getFirst()).orElseThrow();
        Descriptor payload = ImageManifest.parse(store().open(manifest, 0).readAllBytes(), "layout")
                .layers()
                .getFirst();
        for (Descriptor blob : List.of(manifest, payload)) {
            Path file = layout.resolve("blobs/sha256").resolve(blob.digest().hex());
            byte[] content = Files.readAllBytes(file);
            for (int i = 0; i < content.length; i++) {
                byte[] changed = content.clone();
                changed[i] ^= 4;
                Files.write(file, changed);
                assertThat(isRefused(attested.digest())).isTrue();
            }
            Files.write(file, content);
            assertThat(isRefused(attested.digest())).isFalse();
        }
    }

    private boolean isRefused(Digest digest) throws IOException {
        try {
            verify(digest);
            return false;
        } catch (OciException e) {
            return true;
        }
    }
}
