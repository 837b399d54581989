package org.kubeos.diskimage.image;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** The program that a file was compressed with, told by its magic number. */
public enum FileCompression {
    /** RFC 1952, "Member header and trailer". */
    GZIP("gzip", ".gz", "1f8b"),
    /** "The .xz File Format", "Header Magic Bytes". */
    XZ("xz", ".xz", "fd377a585a00"),
    /** RFC 8878, "Zstandard Frames". */
    ZSTD("zstd", ".zst", "28b52ffd"),
    /** The bzip2 manual; the digit of the block size follows. */
    BZIP2("bzip2", ".bz2", "425a68"),
    /** "LZ4 Frame Format Description", "Magic Number". */
    LZ4("lz4", ".lz4", "04224d18");

    /** 8 MiB, the largest window that RFC 8878 asks every decoder to have; more would let a file claim memory. */
    private static final int MAX_WINDOW_LOG = 23;

    private final String program;
    private final String suffix;
    private final byte[] magic;

    FileCompression(String program, String suffix, String magic) {
        this.program = program;
        this.suffix = suffix;
        this.magic = HexFormat.of().parseHex(magic);
    }

    /** The compression of a file, if it has one. */
    public static Optional<FileCompression> of(Path file) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(6);
        }
        return Arrays.stream(values())
                .filter(compression -> compression.magic.length <= start.length
                        && Arrays.equals(
                                start, 0, compression.magic.length, compression.magic, 0, compression.magic.length))
                .findFirst();
    }

    /** The program's name. */
    public String program() {
        return program;
    }

    /** The shell command that decompresses {@code file}, and keeps it. */
    public String decompressCommand(Path file) {
        String name = file.toString();
        String target = name.endsWith(suffix)
                ? name.substring(0, name.length() - suffix.length())
                : name.endsWith(".tgz") ? name.substring(0, name.length() - 2) + "ar" : name + ".tar";
        return program + " -dc " + quote(name) + " >" + quote(target);
    }

    private static String quote(String word) {
        return word.matches("[-\\w./+:@%]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /**
     * The first bytes of what was compressed, if this library can decompress it.
     *
     * @param size maximum number of bytes
     * @throws IOException if the file is damaged
     */
    public Optional<byte[]> peek(Path file, int size) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return switch (this) {
                case GZIP -> Optional.of(read(new GZIPInputStream(in), size));
                case ZSTD -> {
                    var zstd = new ZstdInputStreamNoFinalizer(in);
                    zstd.setLongMax(MAX_WINDOW_LOG);
                    yield Optional.of(read(zstd, size));
                }
                case XZ, BZIP2, LZ4 -> Optional.empty();
            };
        }
    }

    private static byte[] read(InputStream in, int size) throws IOException {
        try (in) {
            return in.readNBytes(size);
        } catch (EOFException e) {
            throw new IOException("the compressed data ends early", e);
        }
    }
}
