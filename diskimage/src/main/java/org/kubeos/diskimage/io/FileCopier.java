package org.kubeos.diskimage.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Copies bytes from file to file, the faster way. Used by one thread at a time. */
public final class FileCopier {

    private static final int PAGE = 4096;
    private static final int BUFFER_SIZE = 1 << 20;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);

    /**
     * Copies {@code count} bytes. The source's position stays as it is, the target's may move.
     *
     * @throws EOFException if the source ends before {@code position + count}
     */
    public void copy(FileChannel source, long position, long count, FileChannel target, long offset)
            throws IOException {
        // Where a page of one file is no page of the other, the kernel's own copy takes half as long again as a read
        // and a write; archive members mostly lie so.
        if (pagesMatch(position, offset) && count > BUFFER_SIZE) {
            copyInKernel(source, position, count, target, offset);
        } else {
            copyThroughBuffer(source, position, count, target, offset);
        }
    }

    /** Whether pages of one file are pages of the other: file systems may share them then instead of copying. */
    public static boolean pagesMatch(long position, long offset) {
        return (position - offset) % PAGE == 0;
    }

    private static void copyInKernel(FileChannel source, long position, long count, FileChannel target, long offset)
            throws IOException {
        // transferTo, not transferFrom: it also stays in the kernel when the files lie on different file systems.
        target.position(offset);
        long done = 0;
        while (done < count) {
            long moved = source.transferTo(position + done, count - done, target);
            if (moved <= 0) {
                throw FileChannels.endedAt(position + done);
            }
            done += moved;
        }
    }

    private void copyThroughBuffer(FileChannel source, long position, long count, FileChannel target, long offset)
            throws IOException {
        for (long done = 0; done < count; done += buffer.limit()) {
            buffer.clear().limit((int) Math.min(BUFFER_SIZE, count - done));
            FileChannels.read(source, buffer, position + done);
            FileChannels.write(target, buffer.flip(), offset + done);
        }
    }
}
