package org.kubeos.diskimage;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A disk whose bytes are held in memory.
 *
 * @param start its first bytes; those after them are zero
 * @param size its size, which may also lie within {@code start}
 */
public record MemoryDisk(byte[] start, long size) implements DiskReader {

    public static MemoryDisk of(byte[] bytes) {
        return new MemoryDisk(bytes, bytes.length);
    }

    /** A copy of all its bytes. */
    public byte[] toBytes() {
        return Arrays.copyOf(start, Math.toIntExact(size));
    }

    @Override
    public void read(ByteBuffer destination, long offset) {
        Objects.checkFromIndexSize(offset, destination.remaining(), size);
        int known = Math.clamp(start.length - offset, 0, destination.remaining());
        if (known > 0) {
            destination.put(start, (int) offset, known);
        }
        while (destination.hasRemaining()) {
            destination.put((byte) 0);
        }
    }

    @Override
    public void close() {}
}
