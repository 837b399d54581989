package org.kubeos.diskimage.fat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.ImageFiles;
import org.kubeos.diskimage.Mutation;
import org.kubeos.diskimage.raw.RawReader;
import org.kubeos.diskimage.raw.RawWriter;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.testkit.MkfsFat;
import org.kubeos.testkit.Mtools;

/** Against file systems that mkfs.fat and mtools made. */
class FatReaderTest {

    private static final long MIB = 1L << 20;

    @TempDir
    Path directory;

    private static Map<String, String> walk(FatReader reader) throws IOException {
        Map<String, String> found = new TreeMap<>();
        reader.walk(entry -> {
            if (entry.directory()) {
                found.put(entry.path(), "directory");
            } else {
                try (InputStream in = reader.open(entry)) {
                    found.put(entry.path(), FatImages.describe(entry.modified(), in.readAllBytes()));
                }
            }
        });
        return found;
    }

    /** Writes a random tree to the host and has mtools copy it into an image. */
    private Path mtoolsImage(long size, List<FileNode> nodes, String... mkfs) throws IOException {
        Path image = directory.resolve("fat.img");
        ImageFiles.createEmpty(image, size);
        MkfsFat.create(image, mkfs);
        Path tree = Files.createDirectory(directory.resolve("tree"));
        for (FileNode node : nodes) {
            Path target = tree.resolve(node.path());
            if (node instanceof FileNode.RegularFile file) {
                Files.write(target, ((FileContent.Bytes) file.content()).bytes());
                Files.setLastModifiedTime(target, FileTime.from(file.metadata().modified()));
            } else {
                Files.createDirectory(target);
            }
        }
        Mtools.insert(image, tree, "::/tree");
        return image;
    }

    @ParameterizedTest
    @CsvSource({"1, 512, 32", "2, 512, 16", "3, 512, 32", "4, 4096, 16", "5, 4096, 32", "6, 512, 16"})
    void findsWhatMtoolsWrote(long seed, String sectorSize, String bits) throws IOException {
        // mtools 4.0.32 gives some names with a tilde a short one that its long one is not tied to.
        List<FileNode> nodes = RandomTree.of(seed, 150, Integer.parseInt(sectorSize)).stream()
                .filter(node -> !node.path().contains("~"))
                .toList();
        Path image =
                mtoolsImage(300 * MIB, nodes, "-F", bits, "-S", sectorSize, "-i", "CAFE0001", "-n", "LABEL " + seed);
        Map<String, String> expected = new TreeMap<>(Map.of("tree", "directory"));
        FatImages.expected(nodes).forEach((path, file) -> expected.put("tree/" + path, file));
        try (var disk = RawReader.open(image)) {
            FatReader reader = FatReader.open(disk);
            assertThat(FatReader.isFat(disk)).isTrue();
            assertThat(reader.type()).isEqualTo(FatType.valueOf("FAT" + bits));
            assertThat(reader.label()).contains("LABEL " + seed);
            assertThat(reader.volumeId()).isEqualTo(0xCAFE0001);
            assertThat(reader.size()).isBetween(299 * MIB, 300 * MIB);
            assertThat(walk(reader)).as("seed %d", seed).containsExactlyEntriesOf(expected);
            String free = String.format("%,d bytes free", reader.free()).replace(',', ' ');
            assertThat(Mtools.list(image)).contains(free);
        }
    }

    @Test
    void findsPathsWithoutRegardToCase() throws IOException {
        Path image = directory.resolve("fat.img");
        ImageFiles.createEmpty(image, 60 * MIB);
        MkfsFat.create(image, "-F", "32");
        Path file = Files.writeString(directory.resolve("A rather long name.txt"), "text");
        Mtools.insert(image, file, "::/A rather long name.txt");
        try (var disk = RawReader.open(image)) {
            FatReader reader = FatReader.open(disk);
            assertThat(reader.label()).isEmpty();
            for (String name : List.of("a RATHER long name.TXT", "/A rather long name.txt", "arathe~1.txt")) {
                assertThat(reader.find(name).orElseThrow().name()).isEqualTo("A rather long name.txt");
            }
            assertThat(reader.find("no/such/file")).isEmpty();
            assertThat(reader.find("A rather long name.txt/x")).isEmpty();
            assertThat(reader.find("/")).contains(reader.root());
        }
    }

    private Path ownImage(FatType type) throws IOException {
        Path image = directory.resolve(type + ".img");
        Instant time = Instant.parse("2026-01-01T00:00:00Z");
        FileMetadata metadata = FileMetadata.ofRoot(0644, time);
        try (var disk = RawWriter.create(image, 36 * MIB);
                var fs = FatWriter.create(
                        disk, FatOptions.of(1, time).withType(type).withLabel("HOSTILE"))) {
            for (String path : List.of("one", "d/two with a long name", "d/e/f/three", "d/e/größe")) {
                fs.add(new FileNode.RegularFile(path, metadata, FileContent.of(new byte[5000])));
            }
            fs.finish();
        }
        return image;
    }

    @Test
    void loopsAreFound() throws IOException {
        Path image = ownImage(FatType.FAT32);
        try (var disk = RawReader.open(image)) {
            FatReader reader = FatReader.open(disk);
            FatEntry one = reader.find("one").orElseThrow();
            FatGeometry geometry = FatVolume.open(disk).geometry();
            ByteBuffer back = BootSector.littleEndian(4).putInt(0, one.firstCluster() + 2);
            ImageFiles.overwrite(image, geometry.tableOffset(0) + 4L * (one.firstCluster() + 5), back);
            assertThatThrownBy(() -> reader.open(one).readAllBytes())
                    .isInstanceOf(CorruptImageException.class)
                    .hasMessageContaining("comes back to cluster");
        }
    }

    @Test
    void aDirectoryWithinItselfIsFound() throws IOException {
        Path image = ownImage(FatType.FAT32);
        try (var disk = RawReader.open(image)) {
            FatReader reader = FatReader.open(disk);
            FatGeometry geometry = FatVolume.open(disk).geometry();
            int d = reader.find("d").orElseThrow().firstCluster();
            int e = reader.find("d/e").orElseThrow().firstCluster();
            // In d/e, the first entry behind . and .. is that of f.
            ByteBuffer low = BootSector.littleEndian(2).putShort(0, (short) d);
            long at = geometry.clusterOffset(e) + 64;
            while (!nameAt(disk, at).startsWith("F  ")) {
                at += 32;
            }
            ImageFiles.overwrite(image, at + 26, low);
            assertThatThrownBy(() -> walk(reader))
                    .isInstanceOf(CorruptImageException.class)
                    .hasMessageContaining("somewhere else in the tree");
        }
    }

    /** Chains that run into one another make a small image a tree of billions of entries. */
    @Test
    void directoriesThatShareClustersAreFound() throws IOException {
        Path image = directory.resolve("shared.img");
        FatOptions options = FatOptions.of(1, Instant.EPOCH).withType(FatType.FAT32);
        try (var disk = RawWriter.create(image, 36 * MIB);
                var fs = FatWriter.create(disk, options)) {
            FileMetadata metadata = FileMetadata.ofRoot(0644, Instant.EPOCH);
            for (int i = 0; i < 60_000; i++) {
                fs.add(new FileNode.RegularFile("BIG/F" + i, metadata, FileContent.of(new byte[0])));
            }
            for (int i = 0; i < 100; i++) {
                fs.add(new FileNode.Directory("D" + i, metadata));
                for (int j = 0; j < 14; j++) {
                    fs.add(new FileNode.Directory("D" + i + "/" + j, metadata));
                }
            }
            fs.finish();
        }
        try (var disk = RawReader.open(image)) {
            FatReader reader = FatReader.open(disk);
            long table = FatVolume.open(disk).geometry().tableOffset(0);
            int big = reader.find("BIG").orElseThrow().firstCluster();
            for (int i = 0; i < 100; i++) {
                int cluster = reader.find("D" + i).orElseThrow().firstCluster();
                ByteBuffer toBig = BootSector.littleEndian(4).putInt(0, big);
                ImageFiles.overwrite(image, table + 4L * cluster, toBig);
            }
            FatReader hostile = FatReader.open(disk);
            assertThatThrownBy(() -> hostile.walk(entry -> {}))
                    .isInstanceOf(CorruptImageException.class)
                    .hasMessageContaining("share clusters");
        }
    }

    private static String nameAt(DiskReader disk, long at) throws IOException {
        ByteBuffer name = ByteBuffer.allocate(11);
        disk.read(name, at);
        return new String(name.array(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void truncatedImagesAreFound() throws IOException {
        Path image = ownImage(FatType.FAT16);
        try (var disk = RawReader.open(image)) {
            for (long size : new long[] {0, 1, 511, 512, 4096, 100_000, 36 * MIB - 512}) {
                assertThatThrownBy(() -> FatReader.open(disk.slice(0, size)))
                        .as("%d bytes", size)
                        .isInstanceOf(CorruptImageException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FAT16", "FAT32"})
    void damageNeverHangsOrCrashes(FatType type) throws IOException {
        byte[] start = ImageFiles.start(ownImage(type), (int) MIB);
        Mutation.of(start).withSize(36 * MIB).check(type.name(), disk -> {
            FatReader reader = FatReader.open(disk);
            reader.label();
            reader.find("d/e/f/three");
            reader.walk(entry -> {
                if (!entry.directory()) {
                    reader.open(entry).transferTo(OutputStream.nullOutputStream());
                }
            });
        });
    }
}
