package org.kubeos.diskimage.ext4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kubeos.diskimage.ext4.Images.MIB;
import static org.kubeos.diskimage.ext4.Images.OPTIONS;
import static org.kubeos.diskimage.ext4.Images.meta;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.testkit.Debugfs;
import org.kubeos.testkit.E2fsck;
import org.kubeos.testkit.GrubFstest;
import org.kubeos.testkit.Tool;

/** What takes long or needs privileges: the largest file systems, and the kernel's own view. */
class Ext4LargeIT {

    @TempDir
    Path directory;

    private Path image() {
        return directory.resolve("image");
    }

    /** The largest file of ext4 is a block short of 16 TiB, and so is the largest image there. */
    @Test
    void almostSixteenTebibytes() throws IOException {
        expectSound(image(), Geometry.MAX_BYTES - MIB);
    }

    @Test
    void sixteenTebibytes() throws IOException {
        Path memory = Path.of("/dev/shm");
        Assumptions.assumeTrue(Files.isWritable(memory), "no file system in memory, whose files may be larger");
        Path here = Files.createTempDirectory(memory, "kbimg");
        Path image = here.resolve("image");
        try {
            expectSound(image, Geometry.MAX_BYTES);
        } finally {
            Files.deleteIfExists(image);
            Files.delete(here);
        }
    }

    private static void expectSound(Path image, long size) throws IOException {
        var options = OPTIONS.withInodes(new Ext4Options.Inodes.PerBytes(1 << 26));
        var file = new FileNode.RegularFile("f", meta(0644), FileContent.of(new byte[5000]));
        try {
            Images.write(image, size, options, List.of(file));
        } catch (IOException e) {
            Assumptions.abort("this file system has no files of " + size + " bytes: " + e.getMessage());
        }
        String dump =
                Tool.run("dumpe2fs", "-h", image.toString()).expectSuccess().text();
        assertThat(dump).contains("Block count:              " + size / 4096);
        // e2fsck takes minutes and gigabytes here; debugfs reads the same tables.
        String stat = Tool.run("debugfs", "-R", "stat f", image.toString())
                .expectSuccess()
                .text();
        assertThat(stat).contains("Size: 5000");
    }

    @Test
    void fileOfMoreThanFourGibibytesWithoutHoles() throws IOException {
        long size = (4L << 30) + 5 * MIB + 1;
        byte[] mark = "around a boundary".getBytes(StandardCharsets.US_ASCII);
        List<Long> places = List.of(0L, (2L << 30) - 8, (4L << 30) - 8, (4L << 30) + MIB, size - mark.length);
        Path source = directory.resolve("source");
        try (var file = FileChannel.open(
                source, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (long place : places) {
                file.write(ByteBuffer.wrap(mark), place);
            }
            // Data for the writer, whatever the host makes of the zeros.
            var node = new FileNode.RegularFile("large", meta(0644), FileContent.of(file, 0, size));
            Images.write(image(), 5L << 30, OPTIONS, List.of(node));
        }
        E2fsck.expectClean(image());
        String stat =
                Tool.run("debugfs", "-R", "stat large", image().toString()).text();
        long leaf = 1;
        assertThat(stat).contains("Size: " + size).contains("Blockcount: " + 8 * (Math.ceilDiv(size, 4096) + leaf));
        for (long place : places) {
            assertThat(GrubFstest.crc32(image(), "large", place, mark.length)).isEqualTo(Images.crc32(mark));
        }
    }

    @Test
    void moreSubdirectoriesThanLinks() throws IOException {
        var nodes = new ArrayList<FileNode>();
        IntStream.range(0, 65_010).forEach(i -> nodes.add(new FileNode.Directory("d" + i, meta(0755))));
        var options = OPTIONS.withInodes(new Ext4Options.Inodes.Count(66_000));
        Images.write(image(), 400 * MIB, options, nodes);
        E2fsck.expectClean(image());
    }

    @Test
    void kernelSeesWhatDebugfsSees() throws IOException {
        Images.write(image(), 16 * MIB, OPTIONS, RandomTree.of(8));
        Path mountPoint = Files.createDirectory(directory.resolve("mnt"));
        // The mount ends with its namespace.
        Tool.Result listing = Tool.run(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -o loop,ro \"$1\" \"$2\" && cd \"$2\" && find . -printf '%P %m %U %G %n %l\\n'",
                "sh",
                image().toString(),
                mountPoint.toString());
        if (listing.exitCode() != 0) {
            System.out.println("skipped: no loop mount here: " + listing.text());
        }
        Assumptions.assumeTrue(listing.exitCode() == 0);
        var expected = new TreeSet<String>();
        Debugfs.tree(image()).forEach((path, entry) -> {
            String target = entry.type().equals("symlink") ? new String(entry.content(), StandardCharsets.UTF_8) : "";
            expected.add(path + " " + Integer.toOctalString(entry.mode()) + " " + entry.uid() + " " + entry.gid() + " "
                    + entry.links() + " " + target);
        });
        assertThat(new TreeSet<>(listing.lines())).isEqualTo(expected);
    }
}
