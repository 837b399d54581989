package org.kubeos.kbimg.boot.grub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.diskimage.raw.RawWriter;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.kbimg.BuildException;

/** Where bytes go. That a machine starts from them is what BiosImageIT sees. */
class GrubEmbeddingTest {

    private static final int GAP = 1 << 20;

    @TempDir
    Path directory;

    @Test
    void leavesThePartitionTableAndTellsWhereTheRestIs() throws IOException {
        Path image = directory.resolve("disk");
        try (var disk = RawWriter.create(image, 2 * GAP)) {
            GrubEmbedding.of(archive(512, 1300)).write(disk, GAP);
        }
        byte[] bytes = Files.readAllBytes(image);
        assertThat(hex(bytes, 0x5c, 8)).isEqualTo("0100000000000000");
        assertThat(hex(bytes, 0x66, 2)).isEqualTo("9090");
        assertThat(hex(bytes, 439, 2)).isEqualTo("bb00");
        assertThat(hex(bytes, 440, 72)).isEqualTo("00".repeat(72));
        assertThat(hex(bytes, 1012, 12)).isEqualTo("0200000000000000" + "0200" + "2008");
        assertThat(hex(bytes, 512 + 1299, 2)).isEqualTo("cc00");
    }

    @Test
    void refusesWhatDoesNotFitBeforeTheFirstPartition() throws IOException {
        var tooLarge = GrubEmbedding.of(archive(512, GAP - 511));
        try (var disk = RawWriter.create(directory.resolve("disk"), 2 * GAP)) {
            GrubEmbedding.of(archive(512, GAP - 512)).write(disk, GAP);
            assertThatThrownBy(() -> tooLarge.write(disk, GAP))
                    .isInstanceOf(BuildException.class)
                    .hasMessageContaining("there is room for " + (GAP - 512));
        }
    }

    @Test
    void refusesWhatIsNoGrub() {
        assertThatThrownBy(() -> GrubEmbedding.of(archive(446, 1300)))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("no sound GRUB");
        assertThatThrownBy(() -> GrubEmbedding.of(archive(512, 512)))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("no sound GRUB");
        assertThatThrownBy(() -> GrubEmbedding.of(List.of()))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("/boot/grub2/i386-pc/boot.img");
    }

    private static List<FileNode> archive(int bootSize, int coreSize) {
        return List.of(file(GrubEmbedding.BOOT_IMAGE, bootSize, 0xbb), file(GrubEmbedding.CORE_IMAGE, coreSize, 0xcc));
    }

    private static RegularFile file(String path, int size, int value) {
        var bytes = new byte[size];
        Arrays.fill(bytes, (byte) value);
        return new RegularFile(path, FileMetadata.ofRoot(0644, Instant.EPOCH), FileContent.of(bytes));
    }

    private static String hex(byte[] bytes, int from, int count) {
        return HexFormat.of().formatHex(bytes, from, from + count);
    }
}
