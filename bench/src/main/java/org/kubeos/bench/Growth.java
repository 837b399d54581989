package org.kubeos.bench;

import static java.util.Locale.ROOT;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.ext4.Ext4Writer;
import org.kubeos.diskimage.raw.RawWriter;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;

/** How time grows with the size of a file and with the number of files. */
final class Growth {

    private static final long GIB = 1L << 30;
    private static final List<Integer> SIZES = List.of(1, 2, 4, 8, 16);
    private static final FileMetadata METADATA = FileMetadata.ofRoot(0644, Instant.EPOCH);

    private final Commands commands;
    private final Path image;

    Growth(Commands commands, Path image) {
        this.commands = commands;
        this.image = image;
    }

    void run() throws IOException {
        System.out.println(
                "### From 1 to 16 GiB, in " + Runtime.getRuntime().maxMemory() / 1_000_000 + " MB of heap\n");
        int largest = SIZES.getLast();
        // Virtual machines are given their memory when they first use it, which costs those dearly who come first.
        dd(largest * GIB);
        writeEmptyFiles(1, 62_500, 500);
        oneFile();
        emptyFiles();
    }

    private void oneFile() throws IOException {
        System.out.println("| one file that fills a file system of | library | `dd` of as many bytes | ratio"
                + " | library without the system's writes |");
        System.out.println("|---|---:|---:|---:|---:|");
        for (int gib : SIZES) {
            long fileSize = gib * GIB * 15 / 16;
            double gibs = (double) fileSize / GIB;
            List<Contest.Time> fastest = new Contest(image)
                    .add("library", () -> writeOneFile(RawWriter.create(image, gib * GIB), fileSize))
                    .add("dd", () -> dd(fileSize))
                    .add("nowhere", () -> writeOneFile(new Nowhere(gib * GIB), fileSize))
                    .runWarm(3)
                    .fastest();
            System.out.printf(
                    ROOT,
                    "| %d GiB | %s per GiB | %s per GiB | %.2f | %s per GiB |%n",
                    gib,
                    each(fastest.get(0), gibs, "s"),
                    each(fastest.get(1), gibs, "s"),
                    fastest.get(0).wall() / fastest.get(1).wall(),
                    each(fastest.get(2), gibs, "s"));
        }
        System.out.println();
    }

    private void emptyFiles() throws IOException {
        System.out.println("| file system | empty files | … all in one directory |");
        System.out.println("|---|---:|---:|");
        for (int gib : SIZES) {
            int emptyFiles = 62_500 * gib;
            int inOneDirectory = 6_250 * gib;
            List<Contest.Time> fastest = new Contest(image)
                    .add("many", () -> writeEmptyFiles(gib, emptyFiles, 500))
                    .add("one directory", () -> writeEmptyFiles(gib, inOneDirectory, inOneDirectory))
                    .runWarm(3)
                    .fastest();
            System.out.printf(
                    ROOT,
                    "| %d GiB | %d × %s | %d × %s |%n",
                    gib,
                    emptyFiles,
                    each(fastest.get(0), emptyFiles / 1e6, "µs"),
                    inOneDirectory,
                    each(fastest.get(1), inOneDirectory / 1e6, "µs"));
        }
        System.out.println("\nIn brackets: processor time. Each is the fastest of three rounds.");
    }

    private static String each(Contest.Time time, double amount, String unit) {
        return String.format(ROOT, "%.2f (%.2f) %s", time.wall() / amount, time.cpu() / amount, unit);
    }

    private void dd(long bytes) throws IOException {
        Files.deleteIfExists(image);
        commands.run("dd", "if=/dev/zero", "of=" + image, "bs=1M", "count=" + (bytes >> 20));
    }

    private void writeOneFile(DiskWriter disk, long size) throws IOException {
        var content = FileContent.ofStream(new Pattern(), size);
        try (disk;
                Ext4Writer ext4 = Ext4Writer.create(disk, LibraryBench.OPTIONS)) {
            ext4.add(new FileNode.RegularFile("file", METADATA, content));
            ext4.finish();
        }
    }

    private void writeEmptyFiles(int gib, int count, int perDirectory) throws IOException {
        var content = FileContent.of(new byte[0]);
        try (DiskWriter disk = RawWriter.create(image, gib * GIB);
                Ext4Writer ext4 = Ext4Writer.create(disk, LibraryBench.OPTIONS)) {
            for (int i = 0; i < count; i++) {
                String path = "directory" + i / perDirectory + "/file" + i;
                ext4.add(new FileNode.RegularFile(path, METADATA, content));
            }
            ext4.finish();
        }
    }

    /** Bytes without an end that are not zero. */
    private static final class Pattern implements ReadableByteChannel {
        private final byte[] bytes = "sixteen letters!".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);

        @Override
        public int read(ByteBuffer destination) {
            int length = Math.min(destination.remaining(), bytes.length);
            destination.put(bytes, 0, length);
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    /** A disk that forgets everything. */
    private record Nowhere(long size) implements DiskWriter {
        @Override
        public void write(ByteBuffer source, long offset) {
            source.position(source.limit());
        }

        @Override
        public void transferFrom(FileChannel source, long position, long count, long offset) {}

        @Override
        public void close() {}
    }
}
