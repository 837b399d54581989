package org.kubeos.diskimage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A disk, or a part of one, that is being read, by one thread at a time. */
public interface DiskReader extends Closeable {

    /** The disk's size in bytes, as its user sees it; not the size of the file that holds it. */
    long size();

    /**
     * Fills all the remaining room of {@code destination} from {@code offset} bytes after the start of the disk on.
     *
     * @throws IndexOutOfBoundsException if the bytes do not lie within the disk
     */
    void read(ByteBuffer destination, long offset) throws IOException;

    /** The {@code size} bytes from {@code offset} on as a disk of their own. Closing it leaves this disk open. */
    default DiskReader slice(long offset, long size) {
        Objects.checkFromIndexSize(offset, size, size());
        DiskReader disk = this;
        return new DiskReader() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public void read(ByteBuffer destination, long position) throws IOException {
                Objects.checkFromIndexSize(position, destination.remaining(), size);
                disk.read(destination, offset + position);
            }

            @Override
            public void close() {
                // The disk belongs to whoever opened it.
            }
        };
    }
}
