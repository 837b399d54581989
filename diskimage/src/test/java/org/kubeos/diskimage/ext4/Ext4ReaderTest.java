package org.kubeos.diskimage.ext4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.MemoryDisk;
import org.kubeos.diskimage.Mutation;
import org.kubeos.diskimage.Patched;
import org.kubeos.diskimage.UnsupportedImageException;
import org.kubeos.diskimage.ext4.format.Superblock;
import org.kubeos.diskimage.raw.RawReader;
import org.kubeos.testkit.Debugfs;
import org.kubeos.testkit.Tool;

/** The reader against debugfs, on images of mke2fs and of ours, and against damaged images. */
class Ext4ReaderTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"-b1024", "-b4096", "-Ometa_bg,^resize_inode", "-O^64bit,^metadata_csum"})
    void readsWhatMke2fsMakes(String option) throws IOException {
        Path tree = Files.createDirectories(directory.resolve("tree/many")).getParent();
        for (int i = 0; i < 400; i++) {
            Files.writeString(tree.resolve("many/a file with number " + i), "content " + i);
        }
        Files.createSymbolicLink(tree.resolve("short"), Path.of("target"));
        Files.createSymbolicLink(tree.resolve("long"), Path.of("t".repeat(200)));
        Files.createLink(tree.resolve("hard"), tree.resolve("many/a file with number 7"));
        Files.write(tree.resolve("文件"), new byte[100_000]);
        Path image = directory.resolve("image");
        Tool.run("mke2fs", "-q", "-t", "ext4", "-L", "LABEL", option, "-d", tree.toString(), image.toString(), "64M")
                .expectSuccess();
        expectLikeDebugfs(image);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 5, 8, 13, 21, 34, 55, 89})
    void readsWhatTheWriterMakes(long seed) throws IOException {
        Path image = directory.resolve("image");
        Images.write(image, 16 * Images.MIB, Images.OPTIONS.withLabel("LABEL"), RandomTree.of(seed));
        expectLikeDebugfs(image);
    }

    @Test
    void followsSymbolicLinksWithinTheFileSystem() throws IOException {
        Path tree = Files.createDirectories(directory.resolve("tree/usr/lib/release.d"));
        Files.createDirectories(directory.resolve("tree/etc"));
        Files.writeString(tree.resolve("node"), "content");
        Map<String, String> links = Map.of(
                "etc/relative", "../usr/lib/release.d/node",
                "etc/absolute", "/usr/lib/release.d/node",
                "etc/chain", "link-1",
                "etc/link-1", "../lib/release.d/./link-2",
                "lib", "usr/lib",
                "usr/lib/release.d/link-2", "..//release.d/node",
                "etc/outside", "../../../../usr/lib/release.d/node",
                "etc/loop", "loop-2",
                "etc/loop-2", "/etc/loop",
                "etc/dangling", "../usr/lib/none");
        for (Map.Entry<String, String> link : links.entrySet()) {
            Files.createSymbolicLink(directory.resolve("tree").resolve(link.getKey()), Path.of(link.getValue()));
        }
        Files.createSymbolicLink(directory.resolve("tree/etc/long"), Path.of("../etc/".repeat(30) + "absolute"));
        Path image = directory.resolve("image");
        Tool.run("mke2fs", "-q", "-t", "ext4", "-d", directory.resolve("tree").toString(), image.toString(), "16M")
                .expectSuccess();
        try (DiskReader disk = RawReader.open(image)) {
            Ext4Reader reader = Ext4Reader.open(disk);
            for (String path : List.of("relative", "absolute", "chain", "outside", "long")) {
                assertThat(reader.findFollowing("etc/" + path))
                        .as(path)
                        .get()
                        .satisfies(file -> assertThat(new String(reader.read(file, 100), StandardCharsets.UTF_8))
                                .isEqualTo("content"));
            }
            assertThat(reader.findFollowing("lib/release.d").orElseThrow().path())
                    .isEqualTo("usr/lib/release.d");
            for (String path : List.of("loop", "dangling", "relative/below")) {
                assertThat(reader.findFollowing("etc/" + path)).as(path).isEmpty();
            }
        }
    }

    private static void expectLikeDebugfs(Path image) throws IOException {
        SortedMap<String, Debugfs.Entry> expected = Debugfs.tree(image);
        try (DiskReader disk = RawReader.open(image)) {
            Ext4Reader reader = Ext4Reader.open(disk);
            assertThat(reader.info().label()).isEqualTo("LABEL");
            var found = new TreeMap<String, Ext4File>();
            reader.walk(file -> found.put(file.path(), file));
            assertThat(found.keySet()).containsExactlyElementsOf(expected.keySet());
            for (Ext4File file : found.values()) {
                expectLike(expected.get(file.path()), file, reader);
                assertThat(reader.find(file.path()).orElseThrow().inode()).isEqualTo(file.inode());
            }
        }
    }

    private static void expectLike(Debugfs.Entry expected, Ext4File file, Ext4Reader reader) throws IOException {
        var metadata = file.metadata();
        assertThat(List.of(metadata.mode(), metadata.uid(), metadata.gid(), metadata.modified(), file.links()))
                .as(file.path())
                .isEqualTo(List.of(
                        expected.mode(), expected.uid(), expected.gid(), expected.modified(), expected.links()));
        assertThat(hashes(metadata.xattrs())).as(file.path()).isEqualTo(hashes(expected.xattrs()));
        switch (file.type()) {
            case REGULAR -> assertThat(reader.read(file, 1 << 24)).isEqualTo(expected.content());
            case SYMBOLIC_LINK ->
                assertThat(reader.target(file)).isEqualTo(new String(expected.content(), StandardCharsets.UTF_8));
            case BLOCK_DEVICE, CHARACTER_DEVICE -> {
                var device = reader.device(file);
                assertThat(device.major() + ":" + device.minor()).isEqualTo(expected.device());
            }
            case DIRECTORY -> assertThat(expected.type()).isEqualTo("directory");
            case FIFO -> assertThat(expected.type()).isEqualTo("FIFO");
            case SOCKET -> assertThat(expected.type()).isEqualTo("socket");
        }
    }

    private static Map<String, Integer> hashes(Map<String, byte[]> xattrs) {
        var hashes = new TreeMap<String, Integer>();
        xattrs.forEach((name, value) -> hashes.put(name, Arrays.hashCode(value)));
        return hashes;
    }

    @Test
    void tellsFactsOfTheSuperblock() throws IOException {
        Path image = directory.resolve("image");
        Images.write(image, 64 * Images.MIB, Images.OPTIONS.withLabel("ROOT-A"), List.of());
        try (DiskReader disk = RawReader.open(image)) {
            Ext4Info info = Ext4Reader.open(disk).info();
            String dump =
                    Tool.run("dumpe2fs", "-h", image.toString()).expectSuccess().text();
            assertThat(dump)
                    .contains("Filesystem UUID:          " + info.uuid())
                    .contains("Filesystem features:      " + String.join(" ", info.features()) + "\n")
                    .contains("Free blocks:              " + info.free() / info.blockSize() + "\n")
                    .contains("Free inodes:              " + info.freeInodes() + "\n");
            assertThat(info.made()).isEqualTo(Images.TIME);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bigalloc", "inline_data"})
    void refusesFeaturesThatItDoesNotKnow(String feature) throws IOException {
        Path image = directory.resolve("image");
        Tool.run("mke2fs", "-q", "-t", "ext4", "-O", feature, image.toString(), "64M")
                .expectSuccess();
        try (DiskReader disk = RawReader.open(image)) {
            assertThatThrownBy(() -> Ext4Reader.open(disk))
                    .isInstanceOf(UnsupportedImageException.class)
                    .hasMessageContaining(feature);
        }
    }

    /** Small blocks put much metadata, and hashed directories, into few bytes. */
    private byte[] denseImage() throws IOException {
        Path image = directory.resolve("image");
        Images.write(image, 8 * Images.MIB, Images.OPTIONS.withBlockSize(1024).withJournal(false), RandomTree.of(8));
        return Files.readAllBytes(image);
    }

    @Test
    void damageGivesAnException() throws IOException {
        byte[] image = denseImage();
        int superblockEnd = Superblock.OFFSET + Superblock.SIZE;
        Mutation.of(image).between(superblockEnd, image.length).check("ext4", Ext4ReaderTest::readAll);
    }

    /** The checksum would hide all damage of the superblock. */
    @Test
    void damageOfTheSuperblockGivesAnException() throws IOException {
        Mutation.of(denseImage())
                .between(Superblock.OFFSET, Superblock.OFFSET + 0x180)
                .check("ext4 superblock", damaged -> {
                    byte[] start = Arrays.copyOf(damaged.start(), Superblock.OFFSET + Superblock.SIZE);
                    new Superblock(ByteBuffer.wrap(start, Superblock.OFFSET, Superblock.SIZE)
                                    .slice())
                            .updateChecksum();
                    readAll(new Patched(damaged, start));
                });
    }

    /** Fields of the superblock that can't be true: offset, width, and what the refusal says of all bits set. */
    @ParameterizedTest
    @CsvSource({
        "0x18, 4, ext4 blocks of 2^4294967305 bytes are not supported",
        "0x150, 4, file system of 18446744069414592512 blocks",
        "0x158, 4, more free blocks than blocks: 184467440694",
        "0xC, 4, more free blocks than blocks: 4294967295",
    })
    void largeNumbersAreToldAsTheyAre(int offset, int width, String problem) throws IOException {
        byte[] image = denseImage();
        Arrays.fill(image, Superblock.OFFSET + offset, Superblock.OFFSET + offset + width, (byte) 0xFF);
        new Superblock(ByteBuffer.wrap(image, Superblock.OFFSET, Superblock.SIZE)
                        .slice())
                .updateChecksum();
        assertThatThrownBy(() -> Ext4Reader.open(new MemoryDisk(image, image.length)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(problem);
    }

    private static void readAll(DiskReader disk) throws IOException {
        Ext4Reader reader = Ext4Reader.open(disk);
        reader.info();
        reader.walk(file -> {
            if (file.type() == FileType.SYMBOLIC_LINK) {
                reader.target(file);
            } else if (file.type() == FileType.REGULAR && file.size() < 1 << 20) {
                reader.read(file, 1 << 20);
            }
        });
    }

    @Test
    void shortenedImagesGiveAnException() throws IOException {
        Path image = directory.resolve("image");
        Images.write(image, 8 * Images.MIB, Images.OPTIONS, List.of());
        byte[] whole = Files.readAllBytes(image);
        for (int length : new int[] {0, 1, 1023, 1024, 2047, 2048, 4096, 1 << 20, whole.length - 1}) {
            assertThatThrownBy(() -> Ext4Reader.open(new MemoryDisk(whole, length)))
                    .isInstanceOf(CorruptImageException.class);
        }
    }
}
