package org.kubeos.diskimage.ext4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.DiskReader;

/**
 * The blocks of a file system that is being read.
 *
 * @param blockSize bytes
 * @param count blocks of the file system; so many are on the disk
 */
record Blocks(DiskReader disk, int blockSize, long count) {

    /** Reads a block that something at byte {@code referrer} of the disk refers to. */
    ByteBuffer read(long block, long referrer) throws IOException {
        require(block, 1, referrer);
        return readBytes(block * blockSize, blockSize);
    }

    /** Reads bytes that are known to lie on the disk. */
    ByteBuffer readBytes(long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        disk.read(bytes, offset);
        return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Makes sure that blocks, to which something at byte {@code referrer} of the disk refers, are there. */
    void require(long block, long length, long referrer) throws CorruptImageException {
        if (block <= 0 || block > count - length) {
            throw new CorruptImageException(
                    referrer,
                    "refers to block " + Long.toUnsignedString(block) + ", but the file system ends at block " + count);
        }
    }
}
