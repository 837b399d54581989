package org.kubeos.diskimage.ext4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.kubeos.diskimage.ext4.format.ExtentNode;

/** Copies a file's bytes to a channel as its extents come. */
final class FileCopy {

    private static final int BUFFER_BYTES = 1 << 20;

    private final Blocks blocks;
    private final long size;
    private final WritableByteChannel channel;
    private final ByteBuffer buffer;
    private long position;

    FileCopy(Blocks blocks, long size, WritableByteChannel channel) {
        this.blocks = blocks;
        this.size = size;
        this.channel = channel;
        this.buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, size));
    }

    /** Copies the hole before an extent, and what belongs to the file of the extent itself. */
    void add(ExtentNode.Extent extent) throws IOException {
        long blockSize = blocks.blockSize();
        zeros(Math.min(size, extent.logical() * blockSize));
        long end = Math.min(size, extent.end() * blockSize);
        if (!extent.written()) {
            zeros(end);
        }
        long shift = (extent.physical() - extent.logical()) * blockSize;
        while (position < end) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
            blocks.disk().read(buffer, position + shift);
            write();
        }
    }

    /** Copies the hole at the end. */
    void finish() throws IOException {
        zeros(size);
    }

    private void zeros(long end) throws IOException {
        while (position < end) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
            while (buffer.hasRemaining()) {
                buffer.put((byte) 0);
            }
            write();
        }
    }

    private void write() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            position += channel.write(buffer);
        }
    }
}
