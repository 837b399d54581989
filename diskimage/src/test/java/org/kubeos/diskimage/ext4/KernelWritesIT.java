package org.kubeos.diskimage.ext4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kubeos.diskimage.ext4.Images.MIB;
import static org.kubeos.diskimage.ext4.Images.OPTIONS;
import static org.kubeos.diskimage.ext4.Images.meta;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.testkit.Debugfs;
import org.kubeos.testkit.E2fsck;
import org.kubeos.testkit.GrubFstest;
import org.kubeos.testkit.SerialConsole;
import org.kubeos.testkit.SmallLinux;

/** The kernel writes to our file systems and grows them online; e2fsck finds nothing wrong afterwards. */
class KernelWritesIT {

    private static final long SIZE = 64 * MIB;
    private static final long GROWN = 10 * SIZE;
    private static final int ENTRIES = 50_000;
    private static final int MORE_ENTRIES = 3000;
    private static final byte[] KEPT = new byte[3_000_000];

    @TempDir
    Path directory;

    @Test
    void kernelAddsRemovesAndGrows() throws IOException {
        SmallLinux linux = SmallLinux.make(Path.of("target", "small-linux"), List.of(Path.of("/sbin/resize2fs")));
        new Random(1).nextBytes(KEPT);
        Path small = image("small", OPTIONS.withBlockSize(1024));
        Path large = image("large", OPTIONS);
        Path plain = image("plain", OPTIONS.withChecksums(false));
        try (SerialConsole console = linux.start(small, large, plain)) {
            for (String device : List.of("/dev/vda", "/dev/vdb", "/dev/vdc")) {
                run(console, "mount -t ext4 " + device + " /mnt");
                changeDirectories(console);
                grow(console, device);
                run(console, "umount /mnt");
            }
            console.send("poweroff -f\n");
            console.awaitEnd(SerialConsole.COMMAND_DEADLINE);
        }
        for (Path image : List.of(small, large, plain)) {
            E2fsck.expectClean(image);
            assertThat(new TreeSet<>(Debugfs.names(image, "/many"))).isEqualTo(entriesAfterwards());
            assertThat(GrubFstest.crc32(image, "kept", 0, KEPT.length)).isEqualTo(Images.crc32(KEPT));
        }
    }

    /** A directory of 50,000 names, a random tree that the kernel will delete, and a file that it will not. */
    private Path image(String name, Ext4Options options) throws IOException {
        List<FileNode> nodes = new ArrayList<>();
        RandomTree.of(8).forEach(node -> nodes.add(doomed(node)));
        nodes.add(new FileNode.RegularFile("kept", meta(0644), FileContent.of(KEPT)));
        for (int i = 0; i < 10; i++) {
            nodes.add(new FileNode.Fifo("target" + i, meta(0600)));
        }
        for (int i = 0; i < ENTRIES; i++) {
            nodes.add(new FileNode.HardLink(entry(i), meta(0), "target" + i % 10));
        }
        Path image = directory.resolve(name);
        Images.write(image, SIZE, options, nodes);
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(GROWN);
        }
        return image;
    }

    private static FileNode doomed(FileNode node) {
        String path = "doomed/" + node.path();
        return node instanceof FileNode.HardLink link
                ? new FileNode.HardLink(path, link.metadata(), "doomed/" + link.target())
                : node.withPath(path);
    }

    private static String entry(int number) {
        return "many/name of a file " + number;
    }

    private static void changeDirectories(SerialConsole console) {
        assertThat(run(console, "ls /mnt/many | wc -l")).isEqualTo(String.valueOf(ENTRIES));
        run(console, "rm /mnt/many/*7");
        run(console, "i=0; while [ $i -lt " + MORE_ENTRIES + " ]; do echo $i >\"/mnt/many/new $i\"; i=$((i+1)); done");
        run(console, "rm -r /mnt/doomed");
        run(console, "mkdir -p /mnt/made/by && mkfifo /mnt/made/fifo && ln -s by /mnt/made/link");
    }

    private static void grow(SerialConsole console, String device) {
        // More than the file system has room for: it can't be kept from the new groups.
        String write = "dd if=/dev/zero of=/mnt/made/large bs=1M count=" + 2 * SIZE / MIB;
        assertThat(console.run(write).output()).contains("No space left");
        run(console, "resize2fs " + device);
        run(console, write);
        run(console, "ln /mnt/made/large /mnt/made/by/large && rm /mnt/made/large");
    }

    private static String run(SerialConsole console, String command) {
        return console.runSuccessfully(command);
    }

    private static Set<String> entriesAfterwards() {
        Stream<String> ours =
                IntStream.range(0, ENTRIES).filter(i -> i % 10 != 7).mapToObj(i -> FilePath.name(entry(i)));
        return Stream.concat(ours, IntStream.range(0, MORE_ENTRIES).mapToObj(i -> "new " + i))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
