package org.kubeos.diskimage.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

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

    public static EOFException endedAt(long position) {
        return new EOFException("the file ends at byte " + position + ", where more was expected");
    }
}
