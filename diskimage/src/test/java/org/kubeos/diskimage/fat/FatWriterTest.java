package org.kubeos.diskimage.fat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kubeos.diskimage.fat.FatImages.BOOT;
import static org.kubeos.diskimage.fat.FatImages.MIB;
import static org.kubeos.diskimage.fat.FatImages.OPTIONS;
import static org.kubeos.diskimage.fat.FatImages.TIME;
import static org.kubeos.diskimage.fat.FatImages.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.diskimage.ImageFiles;
import org.kubeos.diskimage.raw.RawWriter;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.testkit.FsckFat;
import org.kubeos.testkit.MkfsFat;
import org.kubeos.testkit.Mtools;
import org.kubeos.testkit.Tool;

class FatWriterTest {

    @TempDir
    Path directory;

    private static FileNode directory(String path) {
        return new FileNode.Directory(path, FileMetadata.ofRoot(0755, TIME));
    }

    private Path write(long size, FatOptions options, List<FileNode> nodes) throws IOException {
        return FatImages.write(directory.resolve("fat.img"), size, options, nodes);
    }

    @Test
    void theBootPartitionOfANode() throws IOException {
        List<FileNode> nodes = List.of(
                directory("EFI"),
                directory("EFI/BOOT"),
                file("EFI/BOOT/BOOTX64.EFI", new byte[1_000_001]),
                directory("EFI/debian"),
                file("EFI/debian/grub.cfg", "set default=A\n".getBytes()),
                file("EFI/debian/grubenv", new byte[1024]));
        Path image = write(60 * MIB, BOOT, nodes);
        FsckFat.check(image);
        assertThat(FsckFat.describe(image))
                .contains("32 bit entries")
                .contains("512 bytes per cluster")
                .contains("120958 data clusters");
        assertThat(Mtools.info(image))
                .contains("serial number: 1234ABCD")
                .contains("disk label=\"BOOT       \"")
                .contains("disk type=\"FAT32   \"");
        assertThat(Mtools.list(image))
                .contains("Volume in drive : is BOOT")
                .contains("Volume Serial Number is 1234-ABCD")
                .contains("BOOTX64  EFI   1000001 2026-01-01  12:34 \n")
                .contains("14 2026-01-01  12:34  grub.cfg");
        FatImages.expectSame(image, nodes);
    }

    @ParameterizedTest
    @CsvSource({
        "8500,     512,",
        "131072,   512,",
        "262144,   512,",
        "262500,   512,",
        "524287,   512,",
        "524288,   512,",
        "8388608,  512,",
        "8388609,  512,",
        "16777217, 512,",
        "33554433, 512,",
        "33300,    512,  FAT32",
        "266240,   512,  FAT32",
        "266241,   512,  FAT32",
        "524288,   512,  FAT16",
        "2000000,  512,  FAT16",
        "102400,   4096,",
        "524288,   4096,",
        "300000,   4096, FAT32",
    })
    void typeAndClusterSizeAreThoseOfMkfsFat(long kib, int sectorSize, FatType type) throws IOException {
        FatOptions options = OPTIONS.withSectorSize(sectorSize);
        List<String> mkfs = new ArrayList<>(List.of("-S", String.valueOf(sectorSize)));
        if (type != null) {
            options = options.withType(type);
            mkfs.addAll(List.of("-F", type == FatType.FAT16 ? "16" : "32"));
        }
        Path image = write(kib * 1024, options, List.of(file("a/b/c.txt", new byte[40_000]), file("d", new byte[1])));
        FsckFat.check(image);
        Path reference = directory.resolve("reference.img");
        ImageFiles.createEmpty(reference, kib * 1024);
        MkfsFat.create(reference, mkfs.toArray(String[]::new));
        assertThat(geometry(image)).isEqualTo(geometry(reference));
        assertThat(Mtools.list(image)).contains("40000 2026-01-01  12:34  c.txt");
    }

    private static List<String> geometry(Path image) {
        return FsckFat.describe(image)
                .lines()
                .filter(line -> line.endsWith(" bit entries")
                        || line.endsWith("bytes per cluster")
                        || line.endsWith("bytes per logical sector"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"2200, FAT16", "8192, FAT16", "2097000, FAT16", "33296, FAT32"})
    void sizesThatMkfsFatDoesNotTake(long kib, FatType type) throws IOException {
        Path image = write(kib * 1024, OPTIONS.withType(type), List.of(file("a/b/c.txt", new byte[40_000])));
        FsckFat.check(image);
        assertThat(FsckFat.describe(image)).contains(type == FatType.FAT16 ? "16 bit" : "32 bit");
    }

    @Test
    void directoriesOfAnySize() throws IOException {
        List<FileNode> nodes = new ArrayList<>();
        for (int i = 0; i < 12_000; i++) {
            nodes.add(file("many/file number %05d.text".formatted(i), new byte[0]));
        }
        for (int i = 0; i < 300; i++) {
            nodes.add(file("root file number %03d with a long name".formatted(i), new byte[] {1}));
        }
        Path image = write(60 * MIB, BOOT, nodes);
        FsckFat.check(image);
        // mcopy's time grows with the square of a directory's entries; mdir's does not.
        List<String> names = Mtools.list(image)
                .lines()
                .filter(line -> line.contains("number"))
                .map(line -> line.substring(line.indexOf("12:34") + "12:34  ".length()))
                .toList();
        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(
                        nodes.stream().map(node -> FilePath.name(node.path())).toList());
    }

    /** fsck.fat reports short names that are there twice. */
    @Test
    void aliasesAreTheirOwn() throws IOException {
        List<FileNode> nodes = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            nodes.add(file("long file name %d.text".formatted(i), new byte[0]));
            nodes.add(file("longf%d and more.text".formatted(i), new byte[0]));
        }
        for (String name :
                List.of("LONGFI~1.TEX", "longfi~2.tex", "LONGF~10.TEX", "+,;", "+ ,;", "根", "文", ".a", "..a", "ß")) {
            nodes.add(file(name, new byte[0]));
        }
        Path image = write(40 * MIB, BOOT, nodes);
        FsckFat.check(image);
        assertThat(Mtools.list(image))
                .contains("LONGFI~1 TEX ", "LONGFI~3 TEX ")
                .containsPattern("LONGFI~2 TEX .*longfi~2.tex");
        FatImages.expectSame(image, nodes);
    }

    @Test
    void contentComesFromFilesAndHolesStayHoles() throws IOException {
        Path archive = Files.write(directory.resolve("archive"), new byte[] {0, 1, 2, 3, 4, 5, 6, 7});
        Path image = directory.resolve("fat.img");
        try (var channel = FileChannel.open(archive, StandardOpenOption.READ);
                var disk = RawWriter.create(image, 600 * MIB);
                var fs = FatWriter.create(disk, OPTIONS)) {
            var content = FileContent.of(channel, 2, 5);
            fs.add(new FileNode.RegularFile("five", FileMetadata.ofRoot(0600, TIME), content));
            fs.finish();
        }
        FsckFat.check(image);
        assertThat(FatImages.extract(image))
                .containsEntry("five", FatImages.describe(TIME, new byte[] {2, 3, 4, 5, 6}));
        long blocks = Long.parseLong(
                Tool.run("stat", "-c", "%b", image.toString()).text().strip());
        assertThat(blocks * 512).isLessThan(128 * 1024);
    }

    @Test
    void theSameFilesGiveTheSameBytes() throws IOException {
        List<FileNode> nodes = RandomTree.of(42, 100, 512);
        byte[] first = Files.readAllBytes(write(40 * MIB, BOOT, nodes));
        byte[] second = Files.readAllBytes(write(40 * MIB, BOOT, nodes));
        assertThat(first).isEqualTo(second);
    }
}
