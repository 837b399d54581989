package org.kubeos.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.oci.layout.LayoutStore;
import org.kubeos.oci.layout.LayoutWriter;

/** Images of several platforms under one name, as builders write them. */
class ResolvedImageTest {

    private static final Platform AMD64 = Images.AMD64;
    private static final Platform ARM64 = Platform.linux("arm64");
    private static final Platform RISCV = Platform.linux("riscv64");
    private static final Map<String, String> TAG = Map.of("org.opencontainers.image.ref.name", "v1");

    @TempDir
    Path temp;

    private Path layout;
    private Image amd64;
    private Image arm64;

    @BeforeEach
    void writeImages() throws IOException {
        layout = temp.resolve("layout");
        amd64 = image(AMD64, "amd64");
        arm64 = image(ARM64, "arm64");
    }

    private Image image(Platform platform, String content) throws IOException {
        Image image = Images.of(
                temp,
                platform,
                Compression.GZIP,
                List.of(Images.file("os.tar", content.getBytes(StandardCharsets.UTF_8))));
        new LayoutWriter(Images.APPLICATION, layout)
                .add(image.manifest().descriptor(), Images.content(image), "tag-" + content);
        return image;
    }

    private void writeIndex(Descriptor... images) throws IOException {
        Files.write(
                layout.resolve("index.json"),
                new ImageIndex(List.of(images)).encode().content());
    }

    private static Descriptor tagged(Image image) {
        return image.manifest().descriptor().withAnnotations(TAG);
    }

    private LayoutStore store(String tag) {
        return LayoutStore.open(layout, Optional.of(tag).filter(name -> !name.isEmpty()));
    }

    private Digest resolve(String tag, Platform platform) throws IOException {
        return ResolvedImage.of(store(tag), platform, "oci:images").descriptor().digest();
    }

    @Test
    void thePlatformTellsImagesOfOneTagApart() throws IOException {
        writeIndex(tagged(amd64), tagged(arm64).withPlatform(ARM64));
        for (String tag : List.of("v1", "")) {
            assertThat(resolve(tag, AMD64)).isEqualTo(amd64.digest());
            assertThat(resolve(tag, ARM64)).isEqualTo(arm64.digest());
            assertThat(ResolvedImage.platforms(store(tag), "oci:images")).containsExactly(AMD64, ARM64);
        }
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> resolve("v1", RISCV))
                .withMessage("oci:images is for linux/amd64, linux/arm64, but the config asks for linux/riscv64. Name"
                        + " another image, or set 'architecture'.");
    }

    @Test
    void soItDoesWithoutAnyTag() throws IOException {
        writeIndex(amd64.manifest().descriptor(), arm64.manifest().descriptor());
        assertThat(resolve("", ARM64)).isEqualTo(arm64.digest());
    }

    @Test
    void anIndexMayLeaveThePlatformToTheImages() throws IOException {
        Blob.Document index = new ImageIndex(
                        List.of(amd64.manifest().descriptor(), arm64.manifest().descriptor()))
                .encode();
        new LayoutWriter(Images.APPLICATION, layout).add(index.descriptor(), List.of(index), "v1");
        assertThat(resolve("v1", ARM64)).isEqualTo(arm64.digest());
        assertThat(ResolvedImage.platforms(store("v1"), "oci:images")).containsExactly(AMD64, ARM64);
    }

    @Test
    void attestationsAreNoImages() throws IOException {
        Descriptor attestation = new Descriptor(MediaTypes.MANIFEST, Digest.of(new byte[] {1}), 1)
                .withPlatform(new Platform("unknown", "unknown"));
        Blob.Document index =
                new ImageIndex(List.of(amd64.manifest().descriptor().withPlatform(AMD64), attestation)).encode();
        new LayoutWriter(Images.APPLICATION, layout).add(index.descriptor(), List.of(index), "v1");
        assertThat(resolve("v1", AMD64)).isEqualTo(amd64.digest());
        assertThat(ResolvedImage.platforms(store("v1"), "oci:images")).containsExactly(AMD64);
    }

    @Test
    void imagesMayShareALayer() throws IOException {
        Image one = image(AMD64, "same");
        Image two = image(ARM64, "same");
        assertThat(one.manifest().descriptor()).isNotEqualTo(two.manifest().descriptor());
        Blob.Document index = new ImageIndex(
                        List.of(one.manifest().descriptor(), two.manifest().descriptor()))
                .encode();
        List<Blob> blobs = new ArrayList<>(Images.content(one));
        blobs.addAll(Images.content(two));
        blobs.add(index);
        layout = temp.resolve("both");
        new LayoutWriter(Images.APPLICATION, layout).add(index.descriptor(), blobs, "v1");
        assertThat(resolve("v1", ARM64)).isEqualTo(two.digest());
        assertThat(resolve("v1", AMD64)).isEqualTo(one.digest());
    }

    @Test
    void theSameImageTwiceIsOne() throws IOException {
        writeIndex(tagged(amd64), tagged(amd64), tagged(arm64));
        assertThat(resolve("v1", AMD64)).isEqualTo(amd64.digest());
    }

    @Test
    void tellsWhatNothingTellsApart() throws IOException {
        Image other = image(AMD64, "other");
        writeIndex(tagged(amd64), tagged(other), tagged(arm64));
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> resolve("v1", AMD64))
                .withMessage("oci:images has 2 images for linux/amd64, which nothing tells apart; platforms there:"
                        + " linux/amd64, linux/arm64. Give each image a tag of its own, or name one by its digest");
        assertThat(resolve("v1", ARM64)).isEqualTo(arm64.digest());
    }

    @Test
    void imagesOfDifferentTagsNeedATag() {
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> resolve("", AMD64))
                .withMessageEndingWith("has 2 images. Its tags are tag-amd64, tag-arm64. Name one, as in oci:DIR:TAG.");
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> resolve("v3", AMD64))
                .withMessageContaining("has no image with the tag v3. Its tags are tag-amd64, tag-arm64");
    }
}
