package org.kubeos.diskimage.ext4;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.DiskWriter;

/** A sparse file as a disk. */
final class TestDisk implements DiskWriter {

    private final FileChannel file;
    private final long size;
    private long written;

    private TestDisk(FileChannel file, long size) {
        this.file = file;
        this.size = size;
    }

    static TestDisk create(Path path, long size) throws IOException {
        FileChannel file = FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        file.write(ByteBuffer.wrap(new byte[1]), size - 1);
        return new TestDisk(file, size);
    }

    /** The disk in a file, to be read. */
    static DiskReader open(Path path) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        long size = file.size();
        return new DiskReader() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public void read(ByteBuffer destination, long offset) throws IOException {
                Objects.checkFromIndexSize(offset, destination.remaining(), size);
                long position = offset;
                while (destination.hasRemaining()) {
                    position += file.read(destination, position);
                }
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    /** Bytes that were written, zeros among them. */
    long written() {
        return written;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
        Objects.checkFromIndexSize(offset, source.remaining(), size);
        written += source.remaining();
        long position = offset;
        while (source.hasRemaining()) {
            position += file.write(source, position);
        }
    }

    @Override
    public void transferFrom(FileChannel source, long position, long count, long offset) throws IOException {
        Objects.checkFromIndexSize(offset, count, size);
        written += count;
        file.position(offset);
        long done = 0;
        while (done < count) {
            long moved = source.transferTo(position + done, count - done, file);
            if (moved <= 0) {
                throw new EOFException();
            }
            done += moved;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
