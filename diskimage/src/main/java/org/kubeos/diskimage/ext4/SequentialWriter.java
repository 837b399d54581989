package org.kubeos.diskimage.ext4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.io.FileCopier;
import org.kubeos.diskimage.io.GatheredWrites;

/** A disk whose writes are gathered into larger ones. {@link #flush} writes what is buffered. */
final class SequentialWriter implements DiskWriter {

    private final DiskWriter disk;
    private final GatheredWrites writes;

    /** @param gap bytes between two writes, up to which they are rather written as zero than left out */
    SequentialWriter(DiskWriter disk, int gap) throws IOException {
        this.disk = disk;
        this.writes = new GatheredWrites(disk::write, gap - 1);
    }

    @Override
    public long size() {
        return disk.size();
    }

    /** Writes all remaining bytes of {@code source} at {@code offset} of the disk, now or later. */
    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
        writes.write(source, offset);
    }

    /** Copies bytes of a file, through the buffer but where file systems may share them. */
    @Override
    public void transferFrom(FileChannel source, long position, long count, long offset) throws IOException {
        if (count >= GatheredWrites.CAPACITY && FileCopier.pagesMatch(position, offset)) {
            flush();
            disk.transferFrom(source, position, count, offset);
        } else {
            writes.copyFrom(source, position, count, offset);
        }
    }

    /** Writes to the disk what is still held. */
    void flush() throws IOException {
        writes.flush();
    }

    /** Gives up what is still held; the disk stays open. */
    @Override
    public void close() {
        writes.close();
    }
}
