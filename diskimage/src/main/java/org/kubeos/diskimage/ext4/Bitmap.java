package org.kubeos.diskimage.ext4;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A block of bits, the lowest of each byte first. */
record Bitmap(ByteBuffer bytes) {

    static Bitmap ofBlock(int blockSize) {
        return new Bitmap(ByteBuffer.allocate(blockSize));
    }

    /** Sets the bits from {@code from} on and before {@code to}. */
    void set(int from, int to) {
        int bit = from;
        while (bit < to && (bit & 7) != 0) {
            setOne(bit++);
        }
        if (bit < to) {
            Arrays.fill(bytes.array(), bit >> 3, to >> 3, (byte) 0xFF);
            bit = to & ~7;
        }
        while (bit < to) {
            setOne(bit++);
        }
    }

    private void setOne(int bit) {
        bytes.put(bit >> 3, (byte) (bytes.get(bit >> 3) | 1 << (bit & 7)));
    }
}
