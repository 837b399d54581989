import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.ext4.Ext4Options;
import org.kubeos.diskimage.ext4.Ext4Writer;
import org.kubeos.diskimage.qcow2.Qcow2Compression;
import org.kubeos.diskimage.qcow2.Qcow2Options;
import org.kubeos.diskimage.qcow2.Qcow2Writer;
import org.kubeos.diskimage.raw.RawImage;
import org.kubeos.diskimage.tar.TarReader;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;

/** The library against its peers, in one warm JVM; the peers are whole processes. Started by {@code bench/diskimage}. */
final class LibraryBench {

    private static final int ROUNDS = 7;
    private static final int WARM_UP = 5;
    private static final long GIB = 1L << 30;
    private static final List<Integer> SIZES = List.of(1, 2, 4, 8, 16);
    private static final Ext4Options OPTIONS = Ext4Options.of(new UUID(1, 2), Instant.EPOCH);
    private static final FileMetadata METADATA = FileMetadata.ofRoot(0644, Instant.EPOCH);

    private final Path work;
    private final Path archive;
    private final Path image;
    private final Path peerImage;

    private LibraryBench(Path work, Optional<Path> archive) throws IOException {
        this.work = work;
        this.archive = work.resolve("archive.tar");
        this.image = work.resolve("library.img");
        this.peerImage = work.resolve("peer.img");
        if (archive.isPresent()) {
            // A copy, so that the benchmark's own file system is all that is measured.
            run("cp", archive.get().toString(), this.archive.toString());
        } else {
            new SyntheticRoot().write(this.archive);
        }
    }

    /** @param arguments the directory to work in, and perhaps an archive */
    public static void main(String[] arguments) throws IOException {
        Path work = Path.of(arguments[0]);
        var bench = new LibraryBench(work, arguments.length > 1 ? Optional.of(Path.of(arguments[1])) : Optional.empty());
        try {
            bench.archiveToExt4();
            bench.compressedQcow2();
            bench.growth();
        } finally {
            bench.run("rm", "-rf", "archive.tar", "tree", "library.img", "peer.img", "raw.img");
        }
    }

    private void archiveToExt4() throws IOException {
        long files = 0;
        try (TarReader tar = TarReader.open(archive)) {
            files = tar.readAll().size();
        }
        System.out.printf(
                Locale.ROOT, "### Archive of %d MB, %d files → ext4%n%n", Files.size(archive) / 1_000_000, files);
        Files.createDirectories(work.resolve("tree"));
        run("tar", "-xf", archive.toString(), "-C", "tree", "--numeric-owner", "--xattrs", "--exclude=./dev/*");
        for (int i = 0; i < WARM_UP; i++) {
            writeArchive(RawImage.create(image, 2 * GIB));
        }
        new Contest(image, peerImage)
                .add("library: archive → ext4 in a raw image", () -> writeArchive(RawImage.create(image, 2 * GIB)))
                .add("`cp` of the archive", () -> run("cp", archive.toString(), peerImage.toString()))
                .add("`mke2fs -d` of the unpacked tree", () -> run(
                        "mke2fs", "-q", "-F", "-t", "ext4", "-d", "tree", peerImage.toString(), "2G"))
                .run(ROUNDS)
                .print();
    }

    private void writeArchive(DiskWriter disk) throws IOException {
        try (disk;
                TarReader tar = TarReader.open(archive);
                Ext4Writer ext4 = Ext4Writer.create(disk, OPTIONS)) {
            for (var node = tar.next(); node.isPresent(); node = tar.next()) {
                ext4.add(node.get());
            }
            ext4.finish();
        }
    }

    private void compressedQcow2() throws IOException {
        System.out.println("### The same file system as a qcow2 image with zstd\n");
        Path raw = work.resolve("raw.img");
        writeArchive(RawImage.create(raw, 2 * GIB));
        new Contest(image)
                .add("library, 2 cores: archive → ext4 → qcow2", () -> runOn("0-1"), () -> writeCompressed(2))
                .add("library, 1 core", () -> runOn("0"), () -> writeCompressed(1))
                .add("`qemu-img convert -c -o compression_type=zstd` of the raw image, 2 cores", () -> runOn("0-1"), () -> run(
                        "qemu-img", "convert", "-f", "raw", "-O", "qcow2", "-c", "-o", "compression_type=zstd",
                        raw.toString(), image.toString()))
                .run(ROUNDS)
                .print();
        Files.delete(raw);
    }

    private void writeCompressed(int threads) throws IOException {
        var options = Qcow2Options.defaults().withCompression(Qcow2Compression.ZSTD, threads);
        writeArchive(Qcow2Writer.create(image, 2 * GIB, options));
    }

    /** Puts all threads of this JVM, the compiler's and the collector's too, and what it starts, on these cores. */
    private void runOn(String cores) throws IOException {
        run("taskset", "-acp", cores, Long.toString(ProcessHandle.current().pid()));
    }

    private void growth() throws IOException {
        System.out.println("### From 1 to 16 GiB, in " + Runtime.getRuntime().maxMemory() / 1_000_000 + " MB of heap\n");
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
                    .add("library", () -> writeOneFile(RawImage.create(image, gib * GIB), fileSize))
                    .add("dd", () -> dd(fileSize))
                    .add("nowhere", () -> writeOneFile(new Nowhere(gib * GIB), fileSize))
                    .runWarm(3)
                    .fastest();
            System.out.printf(
                    Locale.ROOT,
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
                    Locale.ROOT,
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
        return String.format(Locale.ROOT, "%.2f (%.2f) %s", time.wall() / amount, time.cpu() / amount, unit);
    }

    private void dd(long bytes) throws IOException {
        Files.deleteIfExists(image);
        run("dd", "if=/dev/zero", "of=" + image, "bs=1M", "count=" + (bytes >> 20));
    }

    private void writeOneFile(DiskWriter disk, long size) throws IOException {
        var content = FileContent.ofStream(new Pattern(), size);
        try (disk;
                Ext4Writer ext4 = Ext4Writer.create(disk, OPTIONS)) {
            ext4.add(new FileNode.RegularFile("file", METADATA, content));
            ext4.finish();
        }
    }

    private void writeEmptyFiles(int gib, int count, int perDirectory) throws IOException {
        var content = FileContent.of(new byte[0]);
        try (DiskWriter disk = RawImage.create(image, gib * GIB);
                Ext4Writer ext4 = Ext4Writer.create(disk, OPTIONS)) {
            for (int i = 0; i < count; i++) {
                String path = "directory" + i / perDirectory + "/file" + i;
                ext4.add(new FileNode.RegularFile(path, METADATA, content));
            }
            ext4.finish();
        }
    }

    /** Bytes without an end that are not zero. */
    private static final class Pattern implements ReadableByteChannel {
        private final byte[] bytes = "sixteen letters!".repeat(1 << 16).getBytes();

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

    private void run(String... command) throws IOException {
        Path log = work.resolve("bench.log");
        var builder = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, sbin) -> path + ":" + sbin);
        try {
            int exitCode = builder.start().waitFor();
            if (exitCode != 0) {
                throw new IOException(String.join(" ", command) + " ended with " + exitCode + "; see " + log);
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }
}
