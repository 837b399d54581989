package org.kubeos.diskimage.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Gathers writes that follow each other into large ones, because a system call for each small one takes longer than its
 * bytes, and does these in the background. What is held is written by {@link #flush}.
 */
public final class GatheredWrites implements Closeable {

    /** Bytes of the largest write. */
    public static final int CAPACITY = WriteBehind.BUFFER_SIZE;

    /** What is written to, by one thread at a time. */
    @FunctionalInterface
    public interface Target {
        /** Writes all remaining bytes of {@code source} at {@code offset}. */
        void write(ByteBuffer source, long offset) throws IOException;
    }

    private final WriteBehind writes;
    private final byte[] zeros;
    private ByteBuffer buffer;
    private long start;

    /** @param gap bytes between two writes that are rather written as zero than left out */
    public GatheredWrites(Target target, int gap) throws IOException {
        this.writes = new WriteBehind(target);
        this.zeros = new byte[gap];
        this.buffer = writes.takeBuffer();
        seek(0);
    }

    /** Writes all remaining bytes of {@code source} at {@code offset}, now or later. */
    public void write(ByteBuffer source, long offset) throws IOException {
        seek(offset);
        int end = source.limit();
        while (source.position() < end) {
            source.limit(source.position() + Math.min(end - source.position(), room()));
            buffer.put(source);
            source.limit(end);
        }
    }

    /** Reads {@code count} bytes of a file, from {@code position} on, and writes them at {@code offset}, now or later. */
    public void copyFrom(FileChannel source, long position, long count, long offset) throws IOException {
        seek(offset);
        for (long done = 0; done < count; ) {
            int part = (int) Math.min(count - done, room());
            int end = buffer.limit();
            FileChannels.read(source, buffer.limit(buffer.position() + part), position + done);
            buffer.limit(end);
            done += part;
        }
    }

    /** Lets what is gathered next go to {@code offset}. */
    private void seek(long offset) throws IOException {
        long skipped = offset - (start + buffer.position());
        if (skipped < 0 || skipped > zeros.length || skipped > buffer.remaining()) {
            handOver();
            start = offset;
            limit();
        } else {
            buffer.put(zeros, 0, (int) skipped);
        }
    }

    /** Large writes end where large pages do: Linux then keeps their bytes in large pages, which saves it time. */
    private void limit() {
        buffer.limit((int) (CAPACITY - start % CAPACITY));
    }

    /** How much the buffer can take, after it was emptied if it was full. */
    private int room() throws IOException {
        if (!buffer.hasRemaining()) {
            handOver();
        }
        return buffer.remaining();
    }

    private void handOver() throws IOException {
        if (buffer.position() > 0) {
            int length = buffer.position();
            writes.write(buffer.flip(), start);
            start += length;
            buffer = writes.takeBuffer();
            limit();
        }
    }

    /** Writes what is still held. */
    public void flush() throws IOException {
        handOver();
        writes.finish();
    }

    /** Gives up what is still held; the target is not in use any more then. */
    @Override
    public void close() {
        writes.close();
    }
}
