package org.kubeos.agent.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.RefusedException;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.SlotRecords;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.ext4.Ext4Size;
import org.kubeos.diskimage.ext4.Ext4Writer;
import org.kubeos.diskimage.raw.RawWriter;
import org.kubeos.diskimage.tar.TarWriter;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.nodelayout.Slot;
import org.kubeos.nodelayout.TrustStore;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Compression;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ExecutionConfig;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageConfiguration;
import org.kubeos.oci.OciException;
import org.kubeos.oci.Platform;
import org.kubeos.oci.layer.Layer;
import org.kubeos.oci.layout.LayoutWriter;
import org.kubeos.slotimage.RootFileSystem;
import org.kubeos.testkit.E2fsck;
import org.kubeos.testkit.Tool;

/** Update images, and rootfs archives, of which the agent makes the file system itself. */
class FileUpgradeTest {

    private static final AtomicInteger TESTS = new AtomicInteger();
    private static final TestSystem SYSTEM = TestSystem.of("v2", 2);

    @TempDir
    static Path shared;

    static Path v1;
    static Path updateImage;
    static Path archive;
    /** The file system that kbimg would make of the archive. */
    static Path expected;

    Path directory;
    TestNode node;

    @BeforeAll
    static void build() throws IOException {
        v1 = TestSystem.of("v1", 0).write(shared.resolve("v1.img"));
        updateImage = SYSTEM.write(shared.resolve("v2.img"));
        var files = new ArrayList<FileNode>();
        files.add(new FileNode.RegularFile(
                "etc/fstab",
                FileMetadata.ofRoot(0644, TestSystem.DATE),
                FileContent.of("/dev/disk/kubeos/1 /boot/efi vfat umask=0077 0 0\ntmpfs /tmp tmpfs mode=1777 0 0\n"
                        .getBytes(StandardCharsets.UTF_8))));
        files.add(new FileNode.Directory("boot/efi", FileMetadata.ofRoot(0755, TestSystem.DATE)));
        files.addAll(SYSTEM.files());
        var all = new ArrayList<>(files);
        all.add(new FileNode.RegularFile(
                "boot/efi/EFI/BOOT/BOOTX64.EFI",
                FileMetadata.ofRoot(0755, TestSystem.DATE),
                FileContent.of(new byte[100])));
        archive = shared.resolve("kubeos.tar");
        try (TarWriter tar = TarWriter.create(archive)) {
            for (FileNode node : all) {
                tar.write(node);
            }
        }
        expected = shared.resolve("expected.img");
        byte[] digest = HexFormat.of().parseHex(TestSystem.digest(archive).hex());
        var options = RootFileSystem.options("ROOT-A", digest, TestSystem.DATE);
        var size = new Ext4Size(options);
        for (FileNode node : files) {
            size.add(node);
        }
        try (DiskWriter disk = RawWriter.create(expected, size.bytes());
                var ext4 = Ext4Writer.create(disk, options)) {
            for (FileNode node : files) {
                ext4.add(node);
            }
            ext4.finish();
        }
    }

    @BeforeEach
    void install() throws IOException {
        directory = Files.createDirectory(shared.resolve("test" + TESTS.incrementAndGet()));
        node = TestNode.create(directory.resolve("node"), "v1", v1, TestNode.SLOT);
        var noise = new byte[(int) TestNode.SLOT];
        Arrays.fill(noise, (byte) 7);
        Files.write(node.device(Slot.B), noise);
    }

    PreparedUpgrade prepare(UpgradeRequest request) {
        return node.upgrader().prepare(request, Events.NONE);
    }

    UpgradeRequest fileRequest(String name, byte[] content) throws IOException {
        Files.write(node.root.path("/" + name), content);
        return UpgradeRequest.of("/" + name).withDigest(Digest.of(content)).withInsecure();
    }

    void requireSlot(Path content) throws IOException {
        assertThat(TestNode.startsWith(node.content(Slot.B, TestNode.SLOT), Files.readAllBytes(content)))
                .isTrue();
        byte[] slot = Files.readAllBytes(node.device(Slot.B));
        assertThat(Arrays.copyOfRange(slot, (int) Files.size(content), slot.length))
                .containsOnly(7);
    }

    static byte[] packed(Path file, String compression) throws IOException {
        byte[] content = Files.readAllBytes(file);
        return switch (compression) {
            case "gzip" -> {
                var packed = new ByteArrayOutputStream();
                try (var gzip = new GZIPOutputStream(packed)) {
                    gzip.write(content);
                }
                yield packed.toByteArray();
            }
            case "zstd" ->
                Tool.run("zstd", "-q", "-c", file.toString()).expectSuccess().output();
            default -> content;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "zstd"})
    void writesAnUpdateImage(String compression) throws IOException {
        UpgradeRequest request = fileRequest("update.img", packed(updateImage, compression));

        PreparedUpgrade prepared = prepare(request);

        requireSlot(updateImage);
        assertThat(prepared.version()).isEqualTo("v2");
        assertThat(prepared.imageDigest()).isEqualTo(request.digest().orElseThrow());
        assertThat(prepared.contentDigest()).isEqualTo(TestSystem.digest(updateImage));
    }

    /** Judged by the file system that the builder's library makes on a fresh disk, and by e2fsck. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "zstd"})
    void makesTheFileSystemOfAnArchive(String compression) throws IOException {
        PreparedUpgrade prepared = prepare(fileRequest("kubeos.tar", packed(archive, compression)));

        requireSlot(expected);
        E2fsck.expectClean(node.device(Slot.B));
        assertThat(prepared.version()).isEqualTo("v2");
        assertThat(prepared.contentDigest()).isEqualTo(TestSystem.digest(expected));
        assertThat(SlotRecords.of(node.root).find(Slot.B).orElseThrow().size()).isEqualTo(Files.size(expected));
    }

    @Test
    void makesTheFileSystemOfAnImageOfTheOriginal() throws IOException {
        String name = "oci:" + originalImage(archive) + ":v2";

        PreparedUpgrade prepared = prepare(UpgradeRequest.of(name).withInsecure());

        requireSlot(expected);
        assertThat(prepared.version()).isEqualTo("v2");
    }

    private Path originalImage(Path tar) throws IOException {
        FileNode file =
                new FileNode.RegularFile("os.tar", FileMetadata.ofRoot(0644, TestSystem.DATE), FileContent.of(tar));
        Layer layer = Layer.write(List.of(file), Compression.GZIP, directory.resolve("layer"));
        var configuration = new ImageConfiguration(
                Platform.linux("amd64"),
                Instant.EPOCH,
                ExecutionConfig.ofCommand("/bin/sh"),
                new TreeMap<>(),
                List.of(layer.diffId()));
        Image image = Image.of(TestImage.NAME, configuration, List.of(layer.blob()), Map.of());
        var blobs = new ArrayList<Blob>(image.blobs());
        blobs.add(image.manifest());
        new LayoutWriter(TestImage.NAME, directory.resolve("layout"))
                .add(image.manifest().descriptor(), blobs, "v2");
        return directory.resolve("layout");
    }

    @Test
    void refusesAnImageWithNeither() throws IOException {
        Path empty = directory.resolve("empty.tar");
        TarWriter.create(empty).close();
        String name = "oci:" + originalImage(empty) + ":v2";
        refuses(UpgradeRequest.of(name).withInsecure(), AgentException.class, "has no /boot/vmlinuz");
    }

    void refuses(UpgradeRequest request, Class<? extends Throwable> type, String... words) throws IOException {
        assertThatThrownBy(() -> prepare(request)).isInstanceOf(type).hasMessageContainingAll(words);
        byte[] head = node.content(Slot.B, SlotWriter.HEAD);
        assertThat(head[1024 + 0x38]).isIn((byte) 0, (byte) 7);
        assertThat(SlotRecords.of(node.root).find(Slot.B)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"update.img", "kubeos.tar"})
    void refusesOtherContentThanTheDigestSays(String name) throws IOException {
        byte[] content = Files.readAllBytes(name.equals("update.img") ? updateImage : archive);
        UpgradeRequest request = fileRequest(name, content);
        content[content.length / 2] ^= 1;
        Files.write(node.root.path("/" + name), content);
        refuses(
                request,
                OciException.class,
                "has the digest",
                request.digest().orElseThrow().toString());
    }

    @Test
    void refusesFilesWithoutSomebodyWhoVouchesForThem() throws IOException {
        UpgradeRequest request = fileRequest("update.img", Files.readAllBytes(updateImage));
        refuses(
                UpgradeRequest.of(request.source()).withDigest(request.digest().orElseThrow()),
                AgentException.class,
                "no signature",
                "--insecure");
    }

    @Test
    void aDigestIsEnoughIfTheConfigSaysSoAndNobodyIsTrusted() throws IOException {
        UpgradeRequest file = fileRequest("update.img", Files.readAllBytes(updateImage));
        UpgradeRequest request =
                UpgradeRequest.of(file.source()).withDigest(file.digest().orElseThrow());
        node.settings = node.settings.withAllowUnsigned(true);
        node.trust(TestSigner.create());
        refuses(request, RefusedException.class, "no signature", "--insecure");
        Files.delete(node.root.path("/" + TrustStore.POLICY));
        assertThat(prepare(request).version()).isEqualTo("v2");
    }

    @Test
    void refusesWhatIsNeither() throws IOException {
        refuses(
                fileRequest("text", "hello".getBytes(StandardCharsets.UTF_8)),
                AgentException.class,
                "neither an update image (ext4) nor a rootfs archive");
    }

    @Test
    void refusesACutArchive() throws IOException {
        byte[] content = packed(archive, "gzip");
        refuses(fileRequest("kubeos.tar.gz", Arrays.copyOf(content, content.length / 2)), RuntimeException.class, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"update.img", "kubeos.tar"})
    void refusesWhatIsLargerThanTheSlot(String name) throws IOException {
        byte[] content = Files.readAllBytes(name.equals("update.img") ? updateImage : archive);
        Files.write(node.device(Slot.B), new byte[4 << 20]);
        refuses(fileRequest(name, content), AgentException.class, "slot", "4194304");
    }

    @Test
    void refusesAnOlderArchiveBeforeItWrites() throws IOException {
        node.write("/usr/lib/os-release", "VERSION_ID=v10\n");
        Digest before = node.digest(Slot.B);
        refuses(
                fileRequest("kubeos.tar", Files.readAllBytes(archive)),
                AgentException.class,
                "older than the running v10");
        assertThat(node.digest(Slot.B)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"update.img", "kubeos.tar"})
    void survivesFailureAtEveryWriteAndSync(String name) throws IOException {
        Upgrader.StorageOpener intact = node.storages;
        UpgradeRequest request =
                fileRequest(name, Files.readAllBytes(name.equals("update.img") ? updateImage : archive));
        Digest running = node.digest(Slot.A);
        int failures = 0;
        for (int failing = 0; failing == failures; failing++) {
            node.storages = FaultyStorage.failing(intact, failing, true);
            try {
                prepare(request);
            } catch (AgentException e) {
                assertThat(e).hasMessageContaining("Input/output error");
                failures++;
                assertThat(SlotRecords.of(node.root).find(Slot.B)).isEmpty();
            }
        }
        assertThat(failures).isGreaterThan(5);
        requireSlot(name.equals("update.img") ? updateImage : expected);
        assertThat(node.digest(Slot.A)).isEqualTo(running);
    }

    @Test
    void findsThatTheDiskForgets() throws IOException {
        node.storages = FaultyStorage.forgetting(node.storages, 3 << 20);
        refuses(
                fileRequest("kubeos.tar", Files.readAllBytes(archive)),
                AgentException.class,
                "the block at byte 3145728");
        refuses(fileRequest("update.img", Files.readAllBytes(updateImage)), AgentException.class, "does not hold");
    }
}
