package org.kubeos.diskimage.tree;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Objects;
import org.kubeos.diskimage.DiskWriter;

/** The bytes of a regular file, wherever they are kept. */
public sealed interface FileContent {

    /** Logical size in bytes, holes included. */
    long size();

    /** The parts that hold data, ascending and apart from each other; what lies between and after them is a hole. */
    List<Extent> data();

    /** Copies {@code count} bytes, from {@code position} of this content on, to {@code offset} of a disk. */
    void copyTo(DiskWriter disk, long position, long count, long offset) throws IOException;

    /** Copies {@code count} bytes, from {@code position} of this content on, to a channel. */
    void copyTo(WritableByteChannel channel, long position, long count) throws IOException;

    /** Bytes {@code offset} to {@code offset + length} of a content. */
    record Extent(long offset, long length) {}

    /** Content that is held in memory. */
    static FileContent of(byte[] bytes) {
        return new Bytes(bytes);
    }

    /** Content that stands in one piece in a file, such as an archive's member. The channel must stay open. */
    static FileContent of(FileChannel file, long position, long size) {
        return new FileRegion(file, position, size);
    }

    record Bytes(byte[] bytes) implements FileContent {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public List<Extent> data() {
            return bytes.length == 0 ? List.of() : List.of(new Extent(0, bytes.length));
        }

        @Override
        public void copyTo(DiskWriter disk, long position, long count, long offset) throws IOException {
            disk.write(part(position, count), offset);
        }

        @Override
        public void copyTo(WritableByteChannel channel, long position, long count) throws IOException {
            ByteBuffer part = part(position, count);
            while (part.hasRemaining()) {
                channel.write(part);
            }
        }

        private ByteBuffer part(long position, long count) {
            Objects.checkFromIndexSize(position, count, bytes.length);
            return ByteBuffer.wrap(bytes, (int) position, (int) count);
        }
    }

    record FileRegion(FileChannel file, long start, long size) implements FileContent {
        @Override
        public List<Extent> data() {
            return size == 0 ? List.of() : List.of(new Extent(0, size));
        }

        @Override
        public void copyTo(DiskWriter disk, long position, long count, long offset) throws IOException {
            Objects.checkFromIndexSize(position, count, size);
            disk.transferFrom(file, start + position, count, offset);
        }

        @Override
        public void copyTo(WritableByteChannel channel, long position, long count) throws IOException {
            Objects.checkFromIndexSize(position, count, size);
            long done = 0;
            while (done < count) {
                long moved = file.transferTo(start + position + done, count - done, channel);
                if (moved <= 0) {
                    throw new EOFException("file ended at byte " + (start + position + done));
                }
                done += moved;
            }
        }
    }
}
