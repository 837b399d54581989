package org.kubeos.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kubeos.oci.Images.AMD64;
import static org.kubeos.oci.Images.file;
import static org.kubeos.oci.Images.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.diskimage.tar.TarLimits;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.oci.Compression;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ExecutionConfig;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageConfiguration;
import org.kubeos.oci.Images;
import org.kubeos.oci.OciException;
import org.kubeos.oci.Platform;
import org.kubeos.oci.ResolvedImage;
import org.kubeos.oci.UnpackLimits;
import org.kubeos.oci.layout.LayoutStore;
import org.kubeos.oci.layout.LayoutWriter;

/** Sound and hostile images, out of a layout. */
class FileExtractorTest {

    private static final byte[] ARCHIVE = randomBytes(300_000);
    private static final byte[] OLD_ARCHIVE = randomBytes(1000);

    @TempDir
    Path temp;

    private Image image;

    private static byte[] randomBytes(int count) {
        var bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    @SafeVarargs
    private void make(List<FileNode>... layers) throws IOException {
        store(Images.of(temp, AMD64, Compression.GZIP, layers));
    }

    private void store(Image made) throws IOException {
        image = made;
        new LayoutWriter(Images.APPLICATION, temp.resolve("layout"))
                .add(made.manifest().descriptor(), Images.content(made), "v1");
    }

    private static UnpackLimits limits(long size, int ratio, int layers) {
        return new UnpackLimits(ratio, layers, new TarLimits(500_000, 1_000, size, 64 << 20));
    }

    private boolean extract(Platform platform, UnpackLimits limits) throws IOException {
        var store = LayoutStore.open(temp.resolve("layout"), Optional.of("v1"));
        return FileExtractor.extract(ResolvedImage.of(store, platform, "the image"), "os.tar", limits, extracted());
    }

    private Path extracted() {
        return temp.resolve("extracted.tar");
    }

    private AbstractThrowableAssert<?, ?> assertRefused(UnpackLimits limits) {
        return assertThatThrownBy(() -> extract(AMD64, limits)).isInstanceOf(OciException.class);
    }

    private void assertExtracted() throws IOException {
        assertThat(extract(AMD64, UnpackLimits.DEFAULT)).isTrue();
        assertThat(extracted()).hasBinaryContent(ARCHIVE);
    }

    private Path layerFile() {
        String hex = image.layers().getLast().descriptor().digest().hex();
        return temp.resolve("layout/blobs/sha256").resolve(hex);
    }

    private void changeLayer(UnaryOperator<byte[]> change) throws IOException {
        Files.write(layerFile(), change.apply(Files.readAllBytes(layerFile())));
    }

    @ParameterizedTest
    @EnumSource
    void comesOutAsItWentIn(Compression compression) throws IOException {
        store(Images.of(temp, AMD64, compression, List.of(file("os.tar", ARCHIVE))));

        assertExtracted();
    }

    @Test
    void topLayerCounts() throws IOException {
        make(
                List.of(file("os.tar", OLD_ARCHIVE)),
                List.of(file("os.tar", ARCHIVE)),
                List.of(file("note", OLD_ARCHIVE)));

        assertExtracted();
    }

    @ParameterizedTest
    @ValueSource(strings = {".wh.os.tar", ".wh..wh..opq"})
    void whatAWhiteoutHidesIsNotThere(String whiteout) throws IOException {
        make(List.of(file("os.tar", ARCHIVE)), List.of(file(whiteout, new byte[0])));

        assertThat(extract(AMD64, UnpackLimits.DEFAULT)).isFalse();
    }

    @Test
    void whiteoutsAreAboutLowerLayersAlone() throws IOException {
        make(List.of(file("os.tar", OLD_ARCHIVE)), List.of(file("os.tar", ARCHIVE), file(".wh..wh..opq", new byte[0])));

        assertExtracted();
    }

    @Test
    void fileOfTheSameNameElsewhereIsAnother() throws IOException {
        make(List.of(file("usr/os.tar", ARCHIVE)));

        assertThat(extract(AMD64, UnpackLimits.DEFAULT)).isFalse();
    }

    @Test
    void linkIsNotFollowed() throws IOException {
        make(List.of(link("os.tar", "/etc/shadow")));

        assertRefused(UnpackLimits.DEFAULT).hasMessageContaining("is not a regular file but SymbolicLink");
        assertThat(extracted()).doesNotExist();
    }

    @Test
    void wrongArchitectureIsTold() throws IOException {
        make(List.of(file("os.tar", ARCHIVE)));

        assertThatThrownBy(() -> extract(Platform.linux("arm64"), UnpackLimits.DEFAULT))
                .isInstanceOf(OciException.class)
                .hasMessageContaining("is for linux/amd64, but the config asks for linux/arm64");
    }

    @Test
    void changedByteIsTold() throws IOException {
        make(List.of(file("os.tar", ARCHIVE)));
        changeLayer(bytes -> {
            bytes[bytes.length / 2] ^= 1;
            return bytes;
        });

        assertRefused(UnpackLimits.DEFAULT).hasMessageContaining("is expected. The image is damaged");
    }

    @Test
    void truncatedLayerIsTold() throws IOException {
        make(List.of(file("os.tar", ARCHIVE)));
        changeLayer(bytes -> Arrays.copyOf(bytes, bytes.length / 2));

        assertRefused(UnpackLimits.DEFAULT).hasMessageContaining("ends after " + Files.size(layerFile()) + " of the ");
    }

    @Test
    void layerOfAnotherArchiveThanTheConfigSaysIsTold() throws IOException {
        Image honest = Images.of(temp, AMD64, Compression.GZIP, List.of(file("os.tar", ARCHIVE)));
        var lie = new ImageConfiguration(
                AMD64, Images.DATE, ExecutionConfig.ofCommand("/bin/sh"), new TreeMap<>(), List.of(Digest.of(ARCHIVE)));
        store(Image.of(Images.APPLICATION, lie, honest.layers(), new TreeMap<>()));

        assertRefused(UnpackLimits.DEFAULT).hasMessageContaining("where the image's config says " + Digest.of(ARCHIVE));
    }

    @Test
    void bombsAreStopped() throws IOException {
        make(List.of(file("os.tar", new byte[80 << 20])));

        assertRefused(limits(1L << 40, 10, 127)).hasMessageContaining("raise source.limits.ratio");
        assertRefused(limits(1 << 20, 100_000, 127))
                .hasMessageContaining("by /os.tar with 83886080 bytes. If that is right, raise source.limits.size");
        assertThat(extract(AMD64, limits(100 << 20, 100_000, 127))).isTrue();
        assertThat(extracted()).hasSize(80 << 20);
    }

    @Test
    void bombBesideItIsStoppedToo() throws IOException {
        make(List.of(file("filler", new byte[80 << 20]), file("os.tar", ARCHIVE)));

        assertRefused(limits(1 << 20, 100_000, 127))
                .hasMessageContaining("by /filler with 83886080 bytes. If that is right, raise source.limits.size");
    }

    @Test
    void layersAreCounted() throws IOException {
        make(List.of(file("os.tar", ARCHIVE)), List.of(file("a", OLD_ARCHIVE)), List.of(file("b", OLD_ARCHIVE)));

        assertRefused(limits(1 << 30, 100, 2)).hasMessageContaining("has 3 layers, above the limit of 2");
    }
}
