package org.kubeos.diskimage.partition;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.DiskReader;

/** Reads little-endian structures. */
final class DiskBytes {

    private DiskBytes() {}

    /** @throws CorruptImageException if the disk ends before {@code at + size} */
    static ByteBuffer read(DiskReader disk, long at, int size) throws IOException {
        if (at < 0 || at > disk.size() - size) {
            throw new CorruptImageException(at, "the partition table goes on behind the end of the disk");
        }
        ByteBuffer bytes = GptFormat.littleEndian(size);
        disk.read(bytes, at);
        return bytes.flip();
    }
}
