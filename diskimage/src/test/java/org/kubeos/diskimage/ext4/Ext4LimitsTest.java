package org.kubeos.diskimage.ext4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kubeos.diskimage.ext4.Images.MIB;
import static org.kubeos.diskimage.ext4.Images.OPTIONS;
import static org.kubeos.diskimage.ext4.Images.meta;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.diskimage.raw.RawWriter;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.testkit.E2fsck;
import org.kubeos.testkit.Tool;

/** Sizes of file systems and files around their boundaries, and what does not fit. */
class Ext4LimitsTest {

    private static final long GROUP = 32768 * 4096L;
    private static final long SMALL_GROUP = 8192 * 1024L;

    @TempDir
    Path directory;

    private Path image() {
        return directory.resolve("image");
    }

    private static FileNode file(String path, byte[] bytes) {
        return new FileNode.RegularFile(path, meta(0644), FileContent.of(bytes));
    }

    @ParameterizedTest
    @CsvSource({
        "1, -1, 4096",
        "1, 0, 4096",
        "1, 1, 4096",
        "1, 700, 4096",
        "2, -1, 4096",
        "2, 0, 4096",
        "2, 1, 4096",
        "16, 0, 4096",
        "16, 1, 4096",
        "16, 600, 4096",
        "17, -1, 4096",
        "33, 5000, 4096",
        "1, 2, 1024",
        "2, 1, 1024",
        "2, 2, 1024",
        "16, 600, 1024",
        "17, -1, 1024",
        "50, 3, 1024"
    })
    void sizesAroundGroups(int groups, int moreBlocks, int blockSize) throws IOException {
        long size = groups * (blockSize == 1024 ? SMALL_GROUP : GROUP) + (long) moreBlocks * blockSize;
        Images.write(image(), size, OPTIONS.withBlockSize(blockSize), List.of(file("f", new byte[5000])));
        E2fsck.expectClean(image());
    }

    @Test
    void directoriesMayBeDeeperThanTheStack() throws IOException {
        FileNode deep = file("d/".repeat(5000) + "f", new byte[1]);
        var size = new Ext4Size(OPTIONS);
        size.add(deep);

        Images.write(image(), size.bytes(), OPTIONS, List.of(deep));

        E2fsck.expectClean(image());
    }

    @ParameterizedTest
    @CsvSource({"1024, 4096", "4096, 4096", "65536, 4096", "1048576, 1024", "16384, 1024"})
    void inodeRatios(long bytesPerInode, int blockSize) throws IOException {
        var options = OPTIONS.withBlockSize(blockSize).withInodes(new Ext4Options.Inodes.PerBytes(bytesPerInode));
        Images.write(image(), 5 * GROUP, options, List.of(file("f", new byte[5000])));
        E2fsck.expectClean(image());
    }

    @Test
    void fullFileSystem() throws IOException {
        var nodes = new ArrayList<FileNode>();
        for (int i = 0; i < 100; i++) {
            nodes.add(file("f" + i, new byte[100_000 + i]));
        }
        var size = new Ext4Size(OPTIONS);
        for (FileNode node : nodes) {
            size.add(node);
        }
        Images.write(image(), size.bytes(), OPTIONS, nodes);
        E2fsck.expectClean(image());
        assertThatThrownBy(() -> Images.write(image(), size.bytes() - 2 * MIB, OPTIONS, nodes))
                .isInstanceOf(Ext4FullException.class)
                .hasMessageContaining("make it larger");
    }

    @Test
    void emptyFileSystemCostsNextToNothing() throws IOException {
        try (var disk = RawWriter.create(image(), 14L << 30);
                var fs = Ext4Writer.create(disk, OPTIONS)) {
            fs.finish();
        }
        // In units of 512 bytes: what the sparse file takes, which zeros that were written would count in.
        String units = Tool.run("stat", "-c", "%b", image().toString()).text().strip();
        assertThat(512 * Long.parseLong(units)).isLessThan(2 * MIB);
        E2fsck.expectClean(image());
    }

    @Test
    void fileOfManyExtentsBeyondFourGibibytes() throws IOException {
        var data = IntStream.range(0, 3000)
                .mapToObj(i -> new FileContent.Extent(i * 2_000_000L, 10))
                .toList();
        var content = FileContent.sparse(6_000_000_000L, data, FileContent.of(new byte[30_000]));
        List<FileNode> nodes = List.of(new FileNode.RegularFile("sparse", meta(0644), content));
        Images.write(image(), 64 * MIB, OPTIONS, nodes);
        E2fsck.expectClean(image());
        Images.expectSame(image(), OPTIONS, nodes);
        String blocks =
                Tool.run("debugfs", "-R", "stat sparse", image().toString()).text();
        assertThat(blocks).contains("Size: 6000000000").contains("Blockcount: " + 8 * (3000 + 9 + 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 4096})
    void growsManyTimes(int blockSize) throws IOException {
        var options = OPTIONS.withBlockSize(blockSize);
        Images.write(image(), 64 * MIB, options, RandomTree.of(8));
        for (String size : List.of("200M", "700M", "3G")) {
            Tool.run("resize2fs", image().toString(), size).expectSuccess();
            E2fsck.expectClean(image());
        }
        Images.expectSame(image(), options, RandomTree.of(8));
    }

    @Test
    void sameFilesGiveSameBytes() throws IOException {
        Path other = directory.resolve("other");
        Images.write(image(), 16 * MIB, OPTIONS, RandomTree.of(8));
        Images.write(other, 16 * MIB, OPTIONS, RandomTree.of(8));
        assertThat(Files.mismatch(image(), other)).isEqualTo(-1);
    }

    @Test
    void whatExt4CannotHold() throws IOException {
        refuses("name has 256 bytes", new FileNode.Fifo("d/" + "n".repeat(256), meta(0)));
        refuses("4096 bytes", new FileNode.SymbolicLink("l", meta(0), "t".repeat(4096)));
        refuses("comes twice", file("f", new byte[0]), file("f", new byte[0]));
        refuses("is no directory", file("f", new byte[0]), file("f/g", new byte[0]));
        refuses("does not come before it", new FileNode.HardLink("l", meta(0), "none/f"));
        refuses("is a directory", new FileNode.Directory("d", meta(0)), new FileNode.HardLink("l", meta(0), "d"));
        refuses("beyond 4095:1048575", new FileNode.Device("d", meta(0), FileNode.DeviceType.BLOCK, 4096, 0));
        refuses("do not fit", new FileNode.Fifo("x", withXattr("user.x", 4096)));
        refuses("cannot hold an extended attribute", new FileNode.Fifo("x", withXattr("other.x", 1)));
        refuses("no access control list", new FileNode.Fifo("x", withXattr("system.posix_acl_access", 3)));
        var links = new ArrayList<FileNode>(List.of(new FileNode.Fifo("f", meta(0))));
        IntStream.range(0, 65_000).forEach(i -> links.add(new FileNode.HardLink("l" + i, meta(0), "f")));
        refuses("65000", links.toArray(FileNode[]::new));
    }

    private static FileMetadata withXattr(String name, int length) {
        return new FileMetadata(0, 0, 0, Images.TIME, Map.of(name, new byte[length]));
    }

    private void refuses(String reason, FileNode... nodes) {
        assertThatThrownBy(() -> Images.write(image(), 64 * MIB, OPTIONS, List.of(nodes)))
                .isInstanceOf(Ext4Exception.class)
                .hasMessageContaining(reason)
                .hasMessageStartingWith("/" + nodes[nodes.length - 1].path().split("/")[0]);
    }

    @Test
    void optionsOutOfRange() throws IOException {
        assertThatThrownBy(() -> OPTIONS.withLabel("a label of 17 byt")).hasMessageContaining("17 bytes");
        assertThatThrownBy(() -> OPTIONS.withBlockSize(2048)).hasMessageContaining("2048");
        try (var disk = RawWriter.create(image(), 8 * MIB - 1)) {
            assertThatThrownBy(() -> Ext4Writer.create(disk, OPTIONS)).hasMessageContaining("8 MiB");
        }
    }
}
