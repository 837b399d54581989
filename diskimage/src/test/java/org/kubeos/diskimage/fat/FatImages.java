package org.kubeos.diskimage.fat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.kubeos.diskimage.raw.RawWriter;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.testkit.Mtools;

/** Makes images of lists of nodes, and compares them with what mtools sees. */
final class FatImages {

    static final long MIB = 1L << 20;
    static final Instant TIME = Instant.parse("2026-01-01T12:34:56Z");
    static final FatOptions OPTIONS = FatOptions.of(0x1234ABCD, TIME);
    static final FatOptions BOOT = OPTIONS.withType(FatType.FAT32).withLabel("BOOT");

    private FatImages() {}

    static FileNode file(String path, byte[] content) {
        return new FileNode.RegularFile(path, FileMetadata.ofRoot(0644, TIME), FileContent.of(content));
    }

    static Path write(Path image, long size, FatOptions options, List<FileNode> nodes) throws IOException {
        try (var disk = RawWriter.create(image, size);
                var fs = FatWriter.create(disk, options)) {
            for (FileNode node : nodes) {
                fs.add(node);
            }
            fs.finish();
        }
        return image;
    }

    /** Fails unless mtools extracts just {@code nodes}, with their times and contents. */
    static void expectSame(Path image, List<FileNode> nodes) throws IOException {
        assertThat(extract(image)).isEqualTo(expected(nodes));
    }

    /** Files by path, as mtools finds them: content and time, or the mark of a directory. */
    static Map<String, String> extract(Path image) throws IOException {
        Path target = Files.createDirectory(image.resolveSibling("extracted"));
        Mtools.extract(image, target);
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(target)) {
            for (Path path : files.skip(1).toList()) {
                String name = target.relativize(path).toString();
                found.put(name, Files.isDirectory(path) ? "directory" : describe(path));
            }
        }
        return found;
    }

    private static String describe(Path path) throws IOException {
        return describe(Files.getLastModifiedTime(path).toInstant(), Files.readAllBytes(path));
    }

    static String describe(Instant modified, byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return modified + " " + bytes.length + " bytes " + Long.toHexString(crc.getValue());
    }

    /** FAT keeps even seconds only. */
    static Map<String, String> expected(List<FileNode> nodes) {
        Map<String, String> expected = new TreeMap<>();
        for (FileNode node : nodes) {
            if (node instanceof FileNode.RegularFile file) {
                Instant even = Instant.ofEpochSecond(file.metadata().modified().getEpochSecond() / 2 * 2);
                expected.put(node.path(), describe(even, ((FileContent.Bytes) file.content()).bytes()));
            } else {
                expected.put(node.path(), "directory");
            }
        }
        return expected;
    }
}
