package org.kubeos.diskimage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Two disks of the same size that get the same bytes, such as a file system that goes into an image of its own and into a
 * partition.
 */
public final class MirroredDisk implements DiskWriter {

    private final DiskWriter first;
    private final DiskWriter second;

    /**
     * Closing the new disk leaves both of these open.
     *
     * @throws IllegalArgumentException if they differ in size
     */
    public MirroredDisk(DiskWriter first, DiskWriter second) {
        if (first.size() != second.size()) {
            throw new IllegalArgumentException(
                    "a disk of " + first.size() + " bytes has no mirror of " + second.size() + " bytes");
        }
        this.first = first;
        this.second = second;
    }

    @Override
    public long size() {
        return first.size();
    }

    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
        first.write(source.duplicate(), offset);
        second.write(source, offset);
    }

    @Override
    public void transferFrom(FileChannel source, long position, long count, long offset) throws IOException {
        first.transferFrom(source, position, count, offset);
        second.transferFrom(source, position, count, offset);
    }

    @Override
    public void close() {
        // The disks belong to whoever opened them.
    }
}
