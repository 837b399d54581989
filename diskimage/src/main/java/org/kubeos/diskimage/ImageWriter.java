package org.kubeos.diskimage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** An image file of a disk that is being written: checks that accesses lie within the disk, for all formats. */
public abstract class ImageWriter implements DiskWriter {

    private final long size;

    /** Storage for the disk's bytes, which are addressed by their offset on the disk, whatever their place in the file. */
    public interface Storage {

        /** As {@link DiskWriter#write}, within the disk. */
        void write(ByteBuffer source, long offset) throws IOException;

        /** As {@link DiskWriter#transferFrom}, within the disk. */
        void transferFrom(FileChannel source, long position, long count, long offset) throws IOException;
    }

    /** @param size of the disk in bytes */
    protected ImageWriter(long size) {
        this.size = size;
    }

    /** The format's storage. */
    protected abstract Storage storage();

    @Override
    public final long size() {
        return size;
    }

    @Override
    public final void write(ByteBuffer source, long offset) throws IOException {
        Objects.checkFromIndexSize(offset, source.remaining(), size);
        storage().write(source, offset);
    }

    @Override
    public final void transferFrom(FileChannel source, long position, long count, long offset) throws IOException {
        Objects.checkFromIndexSize(offset, count, size);
        storage().transferFrom(source, position, count, offset);
    }
}
