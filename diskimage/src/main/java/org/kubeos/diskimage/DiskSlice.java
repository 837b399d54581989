package org.kubeos.diskimage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** A part of a disk, such as a partition, as a disk of its own. */
record DiskSlice(DiskWriter disk, long start, long size) implements DiskWriter {

    DiskSlice {
        Objects.checkFromIndexSize(start, size, disk.size());
    }

    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
        Objects.checkFromIndexSize(offset, source.remaining(), size);
        disk.write(source, start + offset);
    }

    @Override
    public void transferFrom(FileChannel source, long position, long count, long offset) throws IOException {
        Objects.checkFromIndexSize(offset, count, size);
        disk.transferFrom(source, position, count, start + offset);
    }

    @Override
    public void close() {
        // The disk belongs to whoever opened it.
    }
}
