package org.kubeos.diskimage.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Positional operations on files that do all that was asked or throw. */
public final class FileChannels {

    private FileChannels() {}

    /**
     * Copies bytes from file to file, without bringing them into the JVM where the system allows it. The source's
     * position stays as it is, the target's moves.
     *
     * @throws EOFException if the source ends before {@code position + count}
     */
    public static void copy(FileChannel source, long position, long count, FileChannel target, long offset)
            throws IOException {
        // transferTo, not transferFrom: it also stays in the kernel when the files lie on different file systems.
        target.position(offset);
        long done = 0;
        while (done < count) {
            long moved = source.transferTo(position + done, count - done, target);
            if (moved <= 0) {
                throw endedAt(position + done);
            }
            done += moved;
        }
    }

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

    private static EOFException endedAt(long position) {
        return new EOFException("the file ends at byte " + position + ", where more was expected");
    }
}
