package org.kubeos.diskimage.ext4;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kubeos.diskimage.ext4.format.Inode;

/**
 * The inodes in use, in a third of the memory that they take on disk: each is kept as a mask of its words that are not
 * zero, followed by these words.
 */
final class InodeStore {

    private static final int CHUNK_BYTES = 1 << 18;
    private static final int WORDS = Inode.SIZE / Integer.BYTES;
    private static final int MAX_RECORD = Long.BYTES + Inode.SIZE;

    private final List<ByteBuffer> chunks = new ArrayList<>();

    /** Where each inode's record stands, in words; 0 for an inode that is reserved and empty. */
    private int[] positions = new int[1024];

    private int count;

    /** The highest number that is in use; numbers begin at 1. */
    int count() {
        return count;
    }

    /** Keeps numbers up to {@code number} for later {@link #put}s. */
    void reserve(int number) {
        count = Math.max(count, number);
        if (count >= positions.length) {
            positions = Arrays.copyOf(positions, Math.max(2 * positions.length, count + 1));
        }
    }

    /** Keeps an inode under a number, in place of what was kept under it before. */
    void put(int number, Inode inode) {
        reserve(number);
        if (chunks.isEmpty() || chunks.getLast().remaining() < MAX_RECORD) {
            chunks.add(ByteBuffer.allocate(CHUNK_BYTES));
            // Position 0 of the first chunk means "none".
            chunks.getLast().position(chunks.size() == 1 ? Long.BYTES : 0);
        }
        ByteBuffer chunk = chunks.getLast();
        positions[number] = (chunks.size() - 1) * (CHUNK_BYTES / Integer.BYTES) + chunk.position() / Integer.BYTES;
        int start = chunk.position();
        chunk.position(start + Long.BYTES);
        ByteBuffer words = inode.bytes();
        long mask = 0;
        for (int word = 0; word < WORDS; word++) {
            int value = words.getInt(word * Integer.BYTES);
            if (value != 0) {
                mask |= 1L << word;
                chunk.putInt(value);
            }
        }
        chunk.putLong(start, mask);
    }

    /** A copy of the inode kept under a number. */
    Inode get(int number) {
        var inode = new Inode(ByteBuffer.allocate(Inode.SIZE));
        read(number, inode.bytes());
        return inode;
    }

    /** Fills 256 zero bytes with the inode kept under a number; false if there is none. */
    boolean read(int number, ByteBuffer inode) {
        int position = positions[number];
        if (position == 0) {
            return false;
        }
        int wordsPerChunk = CHUNK_BYTES / Integer.BYTES;
        ByteBuffer chunk = chunks.get(Integer.divideUnsigned(position, wordsPerChunk));
        int at = Integer.remainderUnsigned(position, wordsPerChunk) * Integer.BYTES;
        long mask = chunk.getLong(at);
        at += Long.BYTES;
        ByteBuffer words = inode.order(ByteOrder.LITTLE_ENDIAN);
        for (long left = mask; left != 0; left &= left - 1) {
            words.putInt(Long.numberOfTrailingZeros(left) * Integer.BYTES, chunk.getInt(at));
            at += Integer.BYTES;
        }
        return true;
    }
}
