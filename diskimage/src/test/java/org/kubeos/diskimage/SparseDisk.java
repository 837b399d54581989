package org.kubeos.diskimage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** A sparse file, or a part of one, as a disk: for tests of what is written to disks and read from them. */
public final class SparseDisk implements DiskWriter, DiskReader {

    private final FileChannel file;
    private final long start;
    private final long size;

    private SparseDisk(FileChannel file, long start, long size) {
        this.file = file;
        this.start = start;
        this.size = size;
    }

    /** A new disk, all zero. */
    public static SparseDisk create(Path path, long size) throws IOException {
        FileChannel file = FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        file.write(ByteBuffer.allocate(1), size - 1);
        return new SparseDisk(file, 0, size);
    }

    public static SparseDisk open(Path path) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new SparseDisk(file, 0, file.size());
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
        long at = start + Objects.checkFromIndexSize(offset, source.remaining(), size);
        while (source.hasRemaining()) {
            at += file.write(source, at);
        }
    }

    @Override
    public void transferFrom(FileChannel source, long position, long count, long offset) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(count));
        while (bytes.hasRemaining()) {
            if (source.read(bytes, position + bytes.position()) < 0) {
                throw new EOFException();
            }
        }
        write(bytes.flip(), offset);
    }

    @Override
    public void read(ByteBuffer destination, long offset) throws IOException {
        long at = start + Objects.checkFromIndexSize(offset, destination.remaining(), size);
        while (destination.hasRemaining()) {
            int count = file.read(destination, at);
            if (count < 0) {
                throw new EOFException();
            }
            at += count;
        }
    }

    @Override
    public SparseDisk slice(long offset, long length) {
        return new SparseDisk(file, start + Objects.checkFromIndexSize(offset, length, size), length);
    }

    /** Closes the file, also for its slices and its whole. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
