package org.kubeos.diskimage.tree;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kubeos.diskimage.DiskWriter;

/** The bytes of a regular file, wherever they are kept. */
public sealed interface FileContent
        permits FileContent.Bytes,
                FileContent.FileRegion,
                FileContent.WholeFile,
                SparseContent,
                StreamContent,
                RemappedContent {

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

    /**
     * All of a file, of the size that it has now. It is opened for each copy and must not change until the last one.
     *
     * @throws IOException if there is no such file
     */
    static FileContent of(Path file) throws IOException {
        return new WholeFile(file, Files.size(file));
    }

    /**
     * Content with holes.
     *
     * @param size logical size, holes included
     * @param data the parts that hold data, ascending and apart from each other, none of them empty
     * @param packed the bytes of those parts, one after the other
     * @throws IllegalArgumentException if the parts are out of order, end after {@code size}, or are not together as
     *     long as {@code packed}
     */
    static FileContent sparse(long size, List<Extent> data, FileContent packed) {
        return new SparseContent(size, data, packed);
    }

    /**
     * Content that a stream brings: it can be copied once, from its start to its end, in as many calls as wanted. Any
     * other copy is an {@link IOException}.
     */
    static FileContent ofStream(ReadableByteChannel stream, long size) {
        return new StreamContent(stream, size);
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

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Bytes same && Arrays.equals(bytes, same.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    record WholeFile(Path file, long size) implements FileContent {
        @Override
        public List<Extent> data() {
            return size == 0 ? List.of() : List.of(new Extent(0, size));
        }

        @Override
        public void copyTo(DiskWriter disk, long position, long count, long offset) throws IOException {
            try (var channel = FileChannel.open(file)) {
                new FileRegion(channel, 0, size).copyTo(disk, position, count, offset);
            }
        }

        @Override
        public void copyTo(WritableByteChannel target, long position, long count) throws IOException {
            try (var channel = FileChannel.open(file)) {
                new FileRegion(channel, 0, size).copyTo(target, position, count);
            }
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
