package org.kubeos.diskimage.ext4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.kubeos.diskimage.DiskWriter;

/** Gathers small writes that follow each other on a disk into large ones. What it holds is written by {@link #flush}. */
final class SequentialWriter implements WritableByteChannel {

    private static final int CAPACITY = 1 << 20;

    private final DiskWriter disk;
    private final int gap;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY);
    private long start;

    /** @param gap bytes between two writes that are rather written as zero than left out */
    SequentialWriter(DiskWriter disk, int gap) {
        this.disk = disk;
        this.gap = gap;
    }

    /** Writes all remaining bytes of {@code source} at {@code offset} of the disk, now or later. */
    void write(ByteBuffer source, long offset) throws IOException {
        seek(offset);
        write(source);
    }

    /** Lets the bytes that come through the channel go to {@code offset} of the disk. */
    void seek(long offset) throws IOException {
        long skipped = offset - (start + buffer.position());
        if (skipped < 0 || skipped >= gap || skipped > buffer.remaining()) {
            flush();
            start = offset;
        } else {
            while (skipped-- > 0) {
                buffer.put((byte) 0);
            }
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int length = source.remaining();
        while (source.hasRemaining()) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int part = Math.min(source.remaining(), buffer.remaining());
            buffer.put(buffer.position(), source, source.position(), part);
            buffer.position(buffer.position() + part);
            source.position(source.position() + part);
        }
        return length;
    }

    /** Writes to the disk what is still held. */
    void flush() throws IOException {
        if (buffer.position() > 0) {
            int length = buffer.position();
            disk.write(buffer.flip(), start);
            start += length;
            buffer.clear();
        }
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() throws IOException {
        flush();
    }
}
