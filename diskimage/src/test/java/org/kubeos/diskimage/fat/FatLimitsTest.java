package org.kubeos.diskimage.fat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kubeos.diskimage.fat.FatImages.BOOT;
import static org.kubeos.diskimage.fat.FatImages.MIB;
import static org.kubeos.diskimage.fat.FatImages.OPTIONS;
import static org.kubeos.diskimage.fat.FatImages.TIME;
import static org.kubeos.diskimage.fat.FatImages.file;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.testkit.FsckFat;
import org.kubeos.testkit.GrubFstest;
import org.kubeos.testkit.Mtools;

/** FAT at its limits, and what does not fit. */
class FatLimitsTest {

    @TempDir
    Path directory;

    private Path write(long size, FatOptions options, List<FileNode> nodes) throws IOException {
        return FatImages.write(directory.resolve("fat.img"), size, options, nodes);
    }

    @Test
    void timesOutsideTheDosEpochBecomeItsEnds() throws IOException {
        FileContent none = FileContent.of(new byte[0]);
        Path image = write(
                10 * MIB,
                OPTIONS,
                List.of(
                        new FileNode.RegularFile("old", FileMetadata.ofRoot(0644, Instant.EPOCH), none),
                        new FileNode.RegularFile(
                                "new", FileMetadata.ofRoot(0644, Instant.parse("2500-01-01T00:00:00Z")), none)));
        FsckFat.check(image);
        assertThat(Mtools.list(image)).contains("1980-01-01   0:00").contains("2107-12-31  23:59");
    }

    @Test
    void aFullFileSystemIsWholeAndOneByteMoreIsMissed() throws IOException {
        // 60 MiB of FAT32 have 120,958 clusters: one for the root directory, the rest for a file.
        int room = (120_958 - 1) * 512;
        Path image = write(60 * MIB, BOOT, List.of(file("full", new byte[room])));
        FsckFat.check(image);
        assertThat(Mtools.list(image)).contains("0 bytes free");
        assertThatThrownBy(() -> write(60 * MIB, BOOT, List.of(file("full", new byte[room + 1]))))
                .isInstanceOf(FatException.class)
                .hasMessage("the files do not fit into a FAT32 file system of 62914560 bytes: 1 KiB are missing");
        assertThatThrownBy(() ->
                        write(60 * MIB, BOOT, List.of(file("a", new byte[room]), file("b/c", new byte[10240]))))
                .hasMessageEndingWith(": 11 KiB are missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a/b:c      | a/b:c: FAT allows no U+003A in a name",
                "a/dot.     | a/dot.: FAT allows no dot or space at the end of a name",
                "a/B        | a/B: FAT can't tell the name from b beside it, because it ignores case",
                "a/Ä        | a/Ä: FAT can't tell the name from ä beside it, because it ignores case",
                "a/b        | a/b is there twice",
                "a/b/c      | a/b is a file, so that nothing can be in it",
            })
    void badNamesAreNamed(String path, String message) {
        assertThatThrownBy(() -> write(
                        60 * MIB,
                        BOOT,
                        List.of(file("a/b", new byte[1]), file("a/ä", new byte[1]), file(path, new byte[1]))))
                .isInstanceOf(FatException.class)
                .hasMessage(message);
    }

    @Test
    void whatFatCannotHoldIsNamed() {
        FileMetadata metadata = FileMetadata.ofRoot(0777, TIME);
        var link = new FileNode.SymbolicLink("boot/vmlinuz", metadata, "vmlinuz-6.1");
        assertThatThrownBy(() -> write(60 * MIB, BOOT, List.of(link)))
                .isInstanceOf(FatException.class)
                .hasMessage("boot/vmlinuz: a FAT file system can't hold symbolic links");
        assertThatThrownBy(() -> write(60 * MIB, BOOT, List.of(file("x".repeat(256), new byte[0]))))
                .hasMessageContaining("256 UTF-16 units");
        FileContent huge = FileContent.sparse(1L << 32, List.of(), FileContent.of(new byte[0]));
        assertThatThrownBy(() -> write(60 * MIB, BOOT, List.of(new FileNode.RegularFile("huge", metadata, huge))))
                .isInstanceOf(FatException.class);
        List<FileNode> many = new ArrayList<>();
        for (int i = 0; i < 513; i++) {
            many.add(file("F" + i, new byte[0]));
        }
        assertThatThrownBy(() -> write(10 * MIB, OPTIONS, many)).hasMessageContaining("has room for 512");
        assertThatThrownBy(() -> write(30 * MIB, BOOT, List.of())).hasMessageContaining("too small for FAT32");
        assertThatThrownBy(() -> OPTIONS.withLabel("TWELVE CHARS")).hasMessageContaining("longer than 11 characters");
    }

    @Test
    void almostTheLargestFile() throws IOException {
        Path image = writeFileOf((1L << 32) - 4096);
        FsckFat.check(image);
    }

    @Test
    void theLargestFile() throws IOException {
        // Its clusters have 4 GiB, which fsck.fat 4.2 takes for 0 bytes; so mtools judges the chain: it has one piece.
        Path image = writeFileOf((1L << 32) - 1);
        long clusters = (1L << 32) / 4096;
        assertThat(Mtools.clusters(image, "f")).isEqualTo("<3-" + (clusters + 2) + ">");
    }

    private Path writeFileOf(long size) throws IOException {
        byte[] end = {1, 2, 3, 4, 5};
        var data = List.of(new FileContent.Extent(size - end.length, end.length));
        var content = FileContent.sparse(size, data, FileContent.of(end));
        Path image =
                write(5L << 30, BOOT, List.of(new FileNode.RegularFile("f", FileMetadata.ofRoot(0644, TIME), content)));
        assertThat(Mtools.list(image)).contains(String.valueOf(size));
        var crc = new CRC32();
        crc.update(end);
        assertThat(GrubFstest.crc32(image, "f", size - end.length, end.length)).isEqualTo((int) crc.getValue());
        return image;
    }
}
