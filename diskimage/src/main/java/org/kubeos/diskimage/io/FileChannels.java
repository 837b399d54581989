package org.kubeos.diskimage.io;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Positional operations on files that do all that was asked or throw. */
public final class FileChannels {

    private FileChannels() {}

    /**
     * Fills all the remaining room of {@code destination}.
     *
     * @throws EOFException if the file ends before that
     */
    public static void read(FileChannel file, ByteBuffer destination, long position) throws IOException {
        long next = position;
        while (destination.hasRemaining()) {
            int count = file.read(destination, next);
            if (count < 0) {
                throw endedAt(next);
            }
            next += count;
        }
    }

    /** Writes all remaining bytes of {@code source}. */
    public static void write(FileChannel file, ByteBuffer source, long position) throws IOException {
        long next = position;
        while (source.hasRemaining()) {
            next += file.write(source, next);
        }
    }

    /**
     * A new file in the directory of {@code neighbour} that vanishes with the process: the JDK removes its name right after
     * opening it.
     */
    public static FileChannel openNameless(Path neighbour) throws IOException {
        Path file = neighbour.resolveSibling("." + neighbour.getFileName() + ".uncompressed");
        return FileChannel.open(file, CREATE, TRUNCATE_EXISTING, READ, WRITE, DELETE_ON_CLOSE);
    }

    static EOFException endedAt(long position) {
        return new EOFException("the file ends at byte " + position + ", where more was expected");
    }
}
