package org.kubeos.diskimage.ext4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.io.FileChannels;

/**
 * A disk that gathers writes which follow each other into large ones, because a system call for each small file takes
 * longer than its bytes. What it holds is written by {@link #flush}.
 */
final class SequentialWriter implements DiskWriter {

    private static final int CAPACITY = 1 << 20;

    private final DiskWriter disk;
    private final byte[] zeros;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY);
    private long start;

    /** @param gap bytes between two writes that are rather written as zero than left out */
    SequentialWriter(DiskWriter disk, int gap) {
        this.disk = disk;
        this.zeros = new byte[gap];
    }

    @Override
    public long size() {
        return disk.size();
    }

    /** Writes all remaining bytes of {@code source} at {@code offset} of the disk, now or later. */
    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
        seek(offset);
        int end = source.limit();
        while (source.position() < end) {
            source.limit(source.position() + Math.min(end - source.position(), room()));
            buffer.put(source);
            source.limit(end);
        }
    }

    /** Copies bytes of a file, many of them at once, few through the buffer. */
    @Override
    public void transferFrom(FileChannel source, long position, long count, long offset) throws IOException {
        if (count >= CAPACITY) {
            flush();
            disk.transferFrom(source, position, count, offset);
            return;
        }
        seek(offset);
        for (int done = 0; done < count; ) {
            int part = (int) Math.min(count - done, room());
            FileChannels.read(source, buffer.limit(buffer.position() + part), position + done);
            buffer.limit(CAPACITY);
            done += part;
        }
    }

    /** Lets what is gathered next go to {@code offset} of the disk. */
    private void seek(long offset) throws IOException {
        long skipped = offset - (start + buffer.position());
        if (skipped < 0 || skipped >= zeros.length || skipped > buffer.remaining()) {
            flush();
            start = offset;
        } else {
            buffer.put(zeros, 0, (int) skipped);
        }
    }

    /** How much the buffer can take, after it was emptied if it was full. */
    private int room() throws IOException {
        if (!buffer.hasRemaining()) {
            flush();
        }
        return buffer.remaining();
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

    /** Writes what is still held; the disk stays open. */
    @Override
    public void close() throws IOException {
        flush();
    }
}
