package org.kubeos.slotimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.oci.AttachedManifest;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Compression;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ExecutionConfig;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageConfiguration;
import org.kubeos.oci.ImageIndex;
import org.kubeos.oci.OciException;
import org.kubeos.oci.Platform;
import org.kubeos.oci.ResolvedImage;
import org.kubeos.oci.layer.Layer;
import org.kubeos.oci.layout.LayoutStore;
import org.kubeos.oci.layout.LayoutWriter;
import org.kubeos.oci.signature.AttestedImage;
import org.kubeos.process.ApplicationName;
import org.kubeos.testkit.Tool;

/** Slot images in layouts, as they are written and found. */
class SlotImageTest {

    private static final ApplicationName TESTER = new ApplicationName("tester");
    private static final Platform PLATFORM = Platform.linux("amd64");

    /** Data, a run of zeros, and the same data again. */
    private static final byte[] CONTENT = Contents.join(
            Contents.blocks(300, 1), Contents.zeros(100), Contents.blocks(300, 1), Contents.blocks(50, 2));

    @TempDir
    Path temp;

    private Image image;

    @BeforeEach
    void makeImage() throws IOException {
        Layer layer = Layer.write(List.of(), Compression.GZIP, temp.resolve("layer"));
        var configuration = new ImageConfiguration(
                PLATFORM,
                Instant.EPOCH,
                ExecutionConfig.ofCommand("/bin/sh"),
                new TreeMap<>(),
                List.of(layer.diffId()));
        image = Image.of(TESTER, configuration, List.of(layer.blob()), new TreeMap<>());
    }

    private SlotImage write(byte[] content, String file, int threads) throws IOException {
        return SlotImageWriter.write("v1", "x86_64", new ByteArrayInputStream(content), temp.resolve(file), threads);
    }

    private ResolvedImage store(AttachedManifest... attached) throws IOException {
        AttestedImage all = AttestedImage.of(image, PLATFORM, List.of(), List.of(attached));
        new LayoutWriter(TESTER, temp.resolve("layout")).add(all.top(), all.blobs(), "v1");
        return resolve();
    }

    private ResolvedImage resolve() throws IOException {
        return ResolvedImage.of(LayoutStore.open(temp.resolve("layout"), Optional.of("v1")), PLATFORM, "the layout");
    }

    /** The content, put together as a node does it. */
    private static byte[] assemble(SlotImage slot) throws IOException {
        var content = new byte[(int) slot.config().size()];
        var chunk = new byte[Chunker.MAX_SIZE];
        for (Chunk part : slot.index().chunks()) {
            byte[] frame;
            try (InputStream in = slot.frames().open(part.storedOffset())) {
                frame = in.readNBytes(part.storedLength());
            }
            Frames.decompress(part, frame, chunk, "the layout");
            System.arraycopy(chunk, 0, content, (int) part.offset(), part.length());
        }
        return content;
    }

    @Test
    void slotImageIsFoundAndGivesTheContentBack() throws Exception {
        SlotImage written = write(CONTENT, "frames", 2);
        SlotImage found =
                SlotImage.find(store(written.attachedTo(image.digest()))).orElseThrow();
        assertThat(found.config()).isEqualTo(written.config());
        assertThat(found.config())
                .isEqualTo(new SlotImageConfig(
                        "v1",
                        "x86_64",
                        CONTENT.length,
                        4096,
                        Digest.of(CONTENT),
                        written.config().verityRoot()));
        assertThat(found.index()).isEqualTo(written.index());
        assertThat(found.frames().descriptor()).isEqualTo(written.frames().descriptor());
        assertThat(assemble(found)).isEqualTo(CONTENT);
    }

    /** zstd reads the blob of frames from its start to its end: all chunks that are stored, in their order. */
    @Test
    void zstdReadsTheFrames() throws Exception {
        SlotImage written = write(CONTENT, "frames", 2);
        byte[] stored = Tool.run(
                        "zstd", "-d", "-c", "-q", temp.resolve("frames").toString())
                .expectSuccess()
                .output();
        var expected = new ArrayList<byte[]>();
        long end = 0;
        for (Chunk chunk : written.index().chunks()) {
            if (!chunk.isZero() && chunk.storedOffset() == end) {
                expected.add(Arrays.copyOfRange(CONTENT, (int) chunk.offset(), (int) chunk.offset() + chunk.length()));
                end += chunk.storedLength();
            }
        }
        assertThat(end).isEqualTo(Files.size(temp.resolve("frames")));
        assertThat(stored).isEqualTo(Contents.join(expected.toArray(byte[][]::new)));
    }

    @Test
    void equalChunksAreStoredOnceAndZerosNever() throws Exception {
        SlotImage twice = write(CONTENT, "twice", 2);
        SlotImage once = write(Contents.join(Contents.blocks(300, 1), Contents.blocks(50, 2)), "once", 2);
        assertThat(twice.index().storedSize()).isLessThan(once.index().storedSize() * 11 / 10);
        assertThat(write(Contents.zeros(300), "zeros", 2).index().storedSize()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7})
    void bytesDoNotDependOnThreads(int threads) throws Exception {
        SlotImage written = write(CONTENT, "frames", threads);
        assertThat(written.attachedTo(image.digest()).descriptor())
                .isEqualTo(write(CONTENT, "again", 2).attachedTo(image.digest()).descriptor());
    }

    @Test
    void framesAreHiddenFromOthers() throws Exception {
        write(CONTENT, "frames", 1);
        assertThat(Files.getPosixFilePermissions(temp.resolve("frames")).toString())
                .doesNotContain("OTHERS_READ");
    }

    /** What a change costs: the chunks around it. */
    @Test
    void anotherVersionSharesMostChunks() throws Exception {
        byte[] changed = CONTENT.clone();
        changed[200 * Contents.BLOCK] ^= 1;
        Set<Digest> before = digests(write(CONTENT, "one", 2));
        Set<Digest> after = digests(write(changed, "two", 2));
        var fresh = new HashSet<>(after);
        fresh.removeAll(before);
        assertThat(fresh).hasSizeBetween(1, 2);
    }

    private static Set<Digest> digests(SlotImage slot) {
        return slot.index().chunks().stream().map(Chunk::digest).collect(Collectors.toSet());
    }

    @Test
    void imageWithoutSlotImageHasNone() throws Exception {
        assertThat(SlotImage.find(store())).isEmpty();
        var statements = AttachedManifest.of(
                image.digest(),
                List.of(Blob.Document.of("application/vnd.in-toto+json", "{}".getBytes(StandardCharsets.UTF_8))));
        assertThat(SlotImage.find(store(statements))).isEmpty();
        assertThat(SlotImage.find(store(write(CONTENT, "frames", 1).attachedTo(Digest.of(new byte[] {1})))))
                .as("that of another image")
                .isEmpty();
    }

    /** Engines pick the platform's image, and so do readers that know nothing of slot images. */
    @Test
    void indexNamesTheImageFirst() throws Exception {
        SlotImage slot = write(CONTENT, "frames", 1);
        ResolvedImage resolved = store(slot.attachedTo(image.digest()));
        ImageIndex index =
                ImageIndex.parse(resolved.store().open(resolved.top(), 0).readAllBytes(), "index");
        assertThat(index.manifests()).hasSize(2);
        assertThat(index.manifests().getFirst().digest()).isEqualTo(image.digest());
        assertThat(index.manifests().getLast().platform()).contains(new Platform("unknown", "unknown"));
        assertThat(index.manifests().getLast().annotations())
                .containsEntry("vnd.docker.reference.type", "slot-image")
                .containsEntry("vnd.docker.reference.digest", image.digest().toString());
        assertThat(resolved.descriptor().digest()).isEqualTo(image.digest());
    }

    private void refused(ResolvedImage damaged, String problem) {
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> SlotImage.find(damaged))
                .withMessageContaining("the layout")
                .withMessageContaining(problem);
    }

    @Test
    void twoSlotImagesAreRefused() throws Exception {
        SlotImage one = write(CONTENT, "one", 1);
        SlotImage two = write(Contents.zeros(1), "two", 1);
        refused(store(one.attachedTo(image.digest()), two.attachedTo(image.digest())), "2 slot images");
    }

    @Test
    void partsThatDoNotFitAreRefused() throws Exception {
        SlotImage one = write(CONTENT, "one", 1);
        SlotImage two = write(Contents.blocks(9, 3), "two", 1);
        refused(
                store(new SlotImage(two.config(), one.index(), one.frames()).attachedTo(image.digest())),
                "its config says 36864");
        refused(
                store(new SlotImage(one.config(), one.index(), two.frames()).attachedTo(image.digest())),
                "bytes of frames, but there are");
    }

    @Test
    void missingAndHugePartsAreRefused() throws Exception {
        SlotImage slot = write(CONTENT, "frames", 1);
        Blob.Document config = Blob.Document.of(SlotImage.CONFIG, slot.config().encode());
        Blob.Document index = Blob.Document.of(SlotImage.INDEX, slot.index().encode());
        refused(
                store(AttachedManifest.of(image.digest(), SlotImage.TYPE, config, List.of(slot.frames()))),
                "0 parts of the type application/vnd.kubeos.slot.index.v1");
        refused(
                store(AttachedManifest.of(
                        image.digest(), SlotImage.TYPE, config, List.of(index, index, slot.frames()))),
                "2 parts of the type application/vnd.kubeos.slot.index.v1");
        Blob.Document huge = Blob.Document.of(SlotImage.INDEX, new byte[6 << 20]);
        refused(
                store(AttachedManifest.of(image.digest(), SlotImage.TYPE, config, List.of(huge, slot.frames()))),
                "with 6291456 bytes, and at most 5242912 are allowed");
    }

    @Test
    void changedIndexIsRefused() throws Exception {
        SlotImage slot = write(CONTENT, "frames", 1);
        ResolvedImage resolved = store(slot.attachedTo(image.digest()));
        Path stored = temp.resolve("layout/blobs/sha256")
                .resolve(Digest.of(slot.index().encode()).hex());
        byte[] bytes = Files.readAllBytes(stored);
        bytes[100] ^= 1;
        Files.write(stored, bytes);
        refused(resolved, "damaged or was tampered with");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense | is not JSON",
                "[] | has the format (none), but only 1 is known here",
                "{'format':2} | has the format 2, but only 1 is known here",
                "{'format':1} | no usable 'version'",
                "{'format':1,'version':1} | no usable 'version'",
                "{'format':1,'version':'v1'} | no usable 'architecture'",
                "{'format':1,'version':'v1','architecture':'x'} | no usable 'size'",
                "{'format':1,'version':'v1','architecture':'x','size':'4096'} | no usable 'size'",
                "{'format':1,'version':'v1','architecture':'x','size':-4096} | no usable 'size'",
                "{'format':1,'version':'v1','architecture':'x','size':4097} | no usable 'size'",
                "{'format':1,'version':'v1','architecture':'x','size':99999999999999999999999} | no usable 'size'",
                "{'format':1,'version':'v1','architecture':'x','size':4096} | no usable 'blockSize'",
                "{'format':1,'version':'v1','architecture':'x','size':4096,'blockSize':512} | no usable 'blockSize'",
                "{'format':1,'version':'v1','architecture':'x','size':4096,'blockSize':4096} | no usable 'digest'",
                "{'format':1,'version':'v1','architecture':'x','size':4096,'blockSize':4096,'digest':'sha512:0'} | no usable 'digest'"
            })
    void damagedConfigIsRefused(String config, String problem) throws Exception {
        SlotImage slot = write(Contents.zeros(1), "frames", 1);
        String json = config.replace('\'', '"');
        refused(
                store(AttachedManifest.of(
                        image.digest(),
                        SlotImage.TYPE,
                        Blob.Document.of(SlotImage.CONFIG, json.getBytes(StandardCharsets.UTF_8)),
                        List.of(Blob.Document.of(SlotImage.INDEX, slot.index().encode()), slot.frames()))),
                problem);
    }

    @Test
    void contentThatIsNoFileSystemIsRefused() {
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> write(new byte[0], "frames", 1))
                .withMessageContaining("this has no bytes");
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> write(new byte[5000], "frames", 1))
                .withMessageContaining("this has 5000 bytes");
    }
}
