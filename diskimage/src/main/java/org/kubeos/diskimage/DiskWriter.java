package org.kubeos.diskimage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A disk, or a part of one, that is being written: a fixed number of bytes, all zero until written.
 *
 * <p>What is never written takes no space in a sparse image, so writers leave zeros out instead of writing them. A
 * disk is used by one thread at a time; different disks are independent of each other.
 *
 * <p>Closing a disk completes its image, whether or not its user came to the end: an image is written under a temporary name
 * and renamed when all is well.
 */
public interface DiskWriter extends Closeable {

    /** The disk's size in bytes. */
    long size();

    /**
     * Writes all remaining bytes of {@code source} at {@code offset} bytes from the start of the disk.
     *
     * @throws IndexOutOfBoundsException if the bytes do not lie within the disk
     */
    void write(ByteBuffer source, long offset) throws IOException;

    /**
     * Copies {@code count} bytes of a file, from {@code position} on, to {@code offset} bytes from the start of the
     * disk, by whichever way is faster for the two files. The source's own position stays as it is.
     *
     * @throws IndexOutOfBoundsException if the bytes do not lie within the disk
     * @throws java.io.EOFException if the file ends before {@code position + count}
     */
    void transferFrom(FileChannel source, long position, long count, long offset) throws IOException;

    /** The {@code size} bytes from {@code offset} on as a disk of their own. Closing it leaves this disk open. */
    default DiskWriter slice(long offset, long size) {
        return new DiskSlice(this, offset, size);
    }
}
