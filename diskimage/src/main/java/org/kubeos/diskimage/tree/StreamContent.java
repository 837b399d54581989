package org.kubeos.diskimage.tree;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Objects;
import org.kubeos.diskimage.DiskWriter;

/** Content that can be read once, from start to end. */
final class StreamContent implements FileContent {

    private static final int BUFFER_SIZE = 1 << 16;

    private final ReadableByteChannel stream;
    private final long size;
    private long consumed;

    StreamContent(ReadableByteChannel stream, long size) {
        this.stream = stream;
        this.size = size;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public List<Extent> data() {
        return size == 0 ? List.of() : List.of(new Extent(0, size));
    }

    @Override
    public void copyTo(DiskWriter disk, long position, long count, long offset) throws IOException {
        consume(position, count, (bytes, done) -> disk.write(bytes, offset + done));
    }

    @Override
    public void copyTo(WritableByteChannel channel, long position, long count) throws IOException {
        consume(position, count, (bytes, done) -> {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
    }

    private void consume(long position, long count, Sink sink) throws IOException {
        Objects.checkFromIndexSize(position, count, size);
        if (position != consumed) {
            throw new IOException("content of a stream is wanted from byte " + position + " on, but it stands at byte "
                    + consumed + " and can't be read twice or out of order");
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_SIZE, count));
        for (long done = 0; done < count; done += buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), count - done));
            while (buffer.hasRemaining()) {
                if (stream.read(buffer) < 0) {
                    throw new EOFException(
                            "stream ended after " + (consumed + buffer.position()) + " of " + size + " bytes");
                }
            }
            consumed += buffer.flip().limit();
            sink.accept(buffer, done);
        }
    }

    private interface Sink {
        void accept(ByteBuffer bytes, long done) throws IOException;
    }
}
