package org.kubeos.diskimage.io;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.kubeos.diskimage.ImageWriter;

/**
 * A file that an image is written to. One thread at a time writes; large writes from memory go past the system's cache of files
 * while that is the faster way; the file's bytes are the same either way.
 */
public final class ImageFile implements ImageWriter.Storage, Closeable {

    private final FileChannel channel;
    private Optional<FileChannel> direct;
    private final AdaptiveIo way;
    private final FileCopier copier = new FileCopier();

    ImageFile(FileChannel channel, Optional<FileChannel> direct, AdaptiveIo way) {
        this.channel = channel;
        this.direct = direct;
        this.way = way;
    }

    /** Makes a new, empty file, in place of an old one of that name. */
    public static ImageFile create(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, CREATE, TRUNCATE_EXISTING, WRITE);
        return new ImageFile(channel, DirectAccess.open(file, WRITE), new AdaptiveIo());
    }

    /** Makes a new file of {@code size} bytes, all of them a hole, in place of an old one of that name. */
    public static ImageFile createSparse(Path file, long size) throws IOException {
        return createSparse(file, size, new AdaptiveIo());
    }

    static ImageFile createSparse(Path file, long size, AdaptiveIo way) throws IOException {
        Files.deleteIfExists(file);
        // Of the standard library, only this class can make a file longer without writing to it.
        @SuppressWarnings("resource") // the channel closes it
        var sparse = new RandomAccessFile(file.toFile(), "rw");
        try {
            sparse.setLength(size);
        } catch (IOException e) {
            sparse.close();
            throw new IOException("can't make " + file + " " + size + " bytes long: " + e.getMessage(), e);
        }
        return new ImageFile(sparse.getChannel(), DirectAccess.open(file, WRITE), way);
    }

    /**
     * A new file in the directory of {@code neighbor}, to be read again, that vanishes with the process: the JDK removes its
     * name right after opening it.
     */
    public static ImageFile createNameless(Path neighbor) throws IOException {
        Path file = neighbor.resolveSibling("." + neighbor.getFileName() + ".uncompressed");
        FileChannel channel = FileChannel.open(file, CREATE, TRUNCATE_EXISTING, READ, WRITE, DELETE_ON_CLOSE);
        return new ImageFile(channel, Optional.empty(), new AdaptiveIo());
    }

    /** The file itself, for what is small, or is read again. */
    public FileChannel channel() {
        return channel;
    }

    /** Writes all remaining bytes of {@code source}. */
    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        int share = direct.isPresent() ? DirectAccess.share(source, position) : 0;
        if (share > 0) {
            int end = source.limit();
            writeFast(source.limit(source.position() + share), position);
            source.limit(end);
        }
        FileChannels.write(channel, source, position + share);
    }

    private void writeFast(ByteBuffer pages, long position) throws IOException {
        int length = pages.remaining();
        long start = System.nanoTime();
        if (way.isDirect()) {
            writeDirect(pages, position);
        } else {
            FileChannels.write(channel, pages, position);
        }
        way.took(System.nanoTime() - start, length);
    }

    /** A file system may refuse at a write what it has allowed at the opening. */
    private void writeDirect(ByteBuffer pages, long position) throws IOException {
        int start = pages.position();
        try {
            FileChannels.write(direct.orElseThrow(), pages, position);
        } catch (IOException e) {
            closeDirect();
            FileChannels.write(channel, pages.position(start), position);
        }
    }

    /** Copies {@code count} bytes of another file, from {@code from} on. */
    @Override
    public void transferFrom(FileChannel source, long from, long count, long position) throws IOException {
        copier.copy(source, from, count, channel, position);
    }

    private void closeDirect() throws IOException {
        if (direct.isPresent()) {
            direct.get().close();
            direct = Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            closeDirect();
        }
    }
}
