package org.kubeos.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.ext4.Ext4Options;
import org.kubeos.diskimage.ext4.Ext4Writer;
import org.kubeos.diskimage.qcow2.Qcow2Compression;
import org.kubeos.diskimage.qcow2.Qcow2Options;
import org.kubeos.diskimage.qcow2.Qcow2Writer;
import org.kubeos.diskimage.raw.RawWriter;
import org.kubeos.diskimage.tar.TarReader;

/** The library against its peers, in one warm JVM; the peers are whole processes. Started by {@code bench/diskimage}. */
final class LibraryBench {

    private static final int ROUNDS = 7;
    private static final int WARM_UP = 5;
    private static final long GIB = 1L << 30;
    static final Ext4Options OPTIONS = Ext4Options.of(new UUID(1, 2), Instant.EPOCH);

    private final Path work;
    private final Commands commands;
    private final Path archive;
    private final Path image;
    private final Path peerImage;

    private LibraryBench(Path work, Optional<Path> archive) throws IOException {
        this.work = work;
        this.commands = new Commands(work);
        this.archive = work.resolve("archive.tar");
        this.image = work.resolve("library.img");
        this.peerImage = work.resolve("peer.img");
        if (archive.isPresent()) {
            // A copy, so that the benchmark's own file system is all that is measured.
            commands.run("cp", archive.get().toString(), this.archive.toString());
        } else {
            new SyntheticRoot().write(this.archive);
        }
    }

    /** @param arguments the directory to work in, and perhaps an archive */
    public static void main(String[] arguments) throws IOException {
        Path work = Path.of(arguments[0]);
        var bench =
                new LibraryBench(work, arguments.length > 1 ? Optional.of(Path.of(arguments[1])) : Optional.empty());
        try {
            bench.archiveToExt4();
            bench.compressedQcow2();
            new Growth(bench.commands, bench.image).run();
        } finally {
            bench.commands.run("rm", "-rf", "archive.tar", "tree", "library.img", "peer.img", "raw.img");
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
        commands.run(
                "tar", "-xf", archive.toString(), "-C", "tree", "--numeric-owner", "--xattrs", "--exclude=./dev/*");
        for (int i = 0; i < WARM_UP; i++) {
            writeArchive(RawWriter.create(image, 2 * GIB));
        }
        new Contest(image, peerImage)
                .add("library: archive → ext4 in a raw image", () -> writeArchive(RawWriter.create(image, 2 * GIB)))
                .add("`cp` of the archive", () -> commands.run("cp", archive.toString(), peerImage.toString()))
                .add(
                        "`mke2fs -d` of the unpacked tree",
                        () -> commands.run(
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
        writeArchive(RawWriter.create(raw, 2 * GIB));
        new Contest(image)
                .add("library, 2 cores: archive → ext4 → qcow2", () -> runOn("0-1"), () -> writeCompressed(2))
                .add("library, 1 core", () -> runOn("0"), () -> writeCompressed(1))
                .add(
                        "`qemu-img convert -c -o compression_type=zstd` of the raw image, 2 cores",
                        () -> runOn("0-1"),
                        () -> commands.run(
                                "qemu-img",
                                "convert",
                                "-f",
                                "raw",
                                "-O",
                                "qcow2",
                                "-c",
                                "-o",
                                "compression_type=zstd",
                                raw.toString(),
                                image.toString()))
                // What this machine's second core is worth to a compressor that shares nothing between its threads.
                .add("`zstd -T2` of the archive, 2 cores", () -> runOn("0-1"), () -> compressArchive(2))
                .add("`zstd -T1`, 1 core", () -> runOn("0"), () -> compressArchive(1))
                .run(ROUNDS)
                .print();
        runOn("0-1");
        Files.delete(raw);
    }

    private void writeCompressed(int threads) throws IOException {
        var options = Qcow2Options.defaults().withCompression(Qcow2Compression.ZSTD, threads);
        writeArchive(Qcow2Writer.create(image, 2 * GIB, options));
    }

    private void compressArchive(int threads) throws IOException {
        commands.run("zstd", "-q", "-f", "-T" + threads, archive.toString(), "-o", image.toString());
    }

    /** Puts all threads of this JVM, the compiler's and the collector's too, and what it starts, on these cores. */
    private void runOn(String cores) throws IOException {
        commands.run(
                "taskset", "-acp", cores, Long.toString(ProcessHandle.current().pid()));
    }
}
