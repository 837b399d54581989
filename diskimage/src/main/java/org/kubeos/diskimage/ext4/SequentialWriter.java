package org.kubeos.diskimage.ext4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.io.FileChannels;
import org.kubeos.diskimage.io.FileCopier;

/**
 * A disk that gathers writes which follow each other into large ones, because a system call for each small file takes
 * longer than its bytes, and does these in the background. What it holds is written by {@link #flush}.
 */
final class SequentialWriter implements DiskWriter {

    private static final int CAPACITY = WriteBehind.BUFFER_SIZE;

    private final DiskWriter disk;
    private final WriteBehind writes;
    private final byte[] zeros;
    private ByteBuffer buffer;
    private long start;

    /** @param gap bytes between two writes that are rather written as zero than left out */
    SequentialWriter(DiskWriter disk, int gap) throws IOException {
        this.disk = disk;
        this.writes = new WriteBehind(disk);
        this.zeros = new byte[gap];
        this.buffer = writes.takeBuffer();
        seek(0);
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

    /** Copies bytes of a file, through the buffer but where file systems may share them. */
    @Override
    public void transferFrom(FileChannel source, long position, long count, long offset) throws IOException {
        if (count >= CAPACITY && FileCopier.pagesMatch(position, offset)) {
            flush();
            disk.transferFrom(source, position, count, offset);
            return;
        }
        seek(offset);
        for (long done = 0; done < count; ) {
            int part = (int) Math.min(count - done, room());
            int end = buffer.limit();
            FileChannels.read(source, buffer.limit(buffer.position() + part), position + done);
            buffer.limit(end);
            done += part;
        }
    }

    /** Lets what is gathered next go to {@code offset} of the disk. */
    private void seek(long offset) throws IOException {
        long skipped = offset - (start + buffer.position());
        if (skipped < 0 || skipped >= zeros.length || skipped > buffer.remaining()) {
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

    /** Writes to the disk what is still held. */
    void flush() throws IOException {
        handOver();
        writes.finish();
    }

    /** Gives up what is still held; the disk stays open. */
    @Override
    public void close() {
        writes.close();
    }
}
