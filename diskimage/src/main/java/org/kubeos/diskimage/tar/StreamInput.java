package org.kubeos.diskimage.tar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import org.kubeos.diskimage.tree.FileContent;

/** An archive in a stream: a content can be read once, before the archive is read on. */
final class StreamInput implements TarInput {

    private final InputStream stream;
    private long position;

    StreamInput(InputStream stream) {
        this.stream = stream;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public byte[] read(int count) throws IOException {
        byte[] bytes = stream.readNBytes(count);
        position += bytes.length;
        if (bytes.length < count) {
            throw TarInput.truncated(position);
        }
        return bytes;
    }

    @Override
    public void skipTo(long target) throws IOException {
        while (position < target) {
            long skipped = stream.skip(target - position);
            if (skipped > 0) {
                position += skipped;
            } else {
                // A stream may skip nothing and yet not be at its end: only a read tells.
                read(1);
            }
        }
    }

    @Override
    public FileContent content(long size) {
        return FileContent.ofStream(new Region(position, position + size), size);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    /** The bytes of one content. Once the archive was read past them otherwise, they are gone. */
    private final class Region implements ReadableByteChannel {

        private long next;
        private final long end;

        Region(long start, long end) {
            this.next = start;
            this.end = end;
        }

        @Override
        public int read(ByteBuffer destination) throws IOException {
            if (!isOpen()) {
                throw new ClosedChannelException();
            }
            if (next == end) {
                return -1;
            }
            int count = (int) Math.min(destination.remaining(), end - next);
            destination.put(StreamInput.this.read(count));
            next += count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return next == position;
        }

        @Override
        public void close() {
            // The stream goes on with the next member.
        }
    }
}
