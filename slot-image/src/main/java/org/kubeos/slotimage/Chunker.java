package org.kubeos.slotimage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Cuts content into chunks where the content itself says so: the same run of blocks is cut into the same chunks wherever it
 * lies, so that a slot's old content can be searched for the chunks of a new one. Blocks, because file systems put a file at the
 * start of one. The format's document, docs/slot-image.md, has the rule.
 */
public final class Chunker {

    /** Every chunk begins and ends on a multiple of this, in bytes; only the content's end may be in between. */
    public static final int BLOCK_SIZE = 4096;

    /** The most that a chunk has, in bytes. */
    public static final int MAX_SIZE = 64 * BLOCK_SIZE;

    /** No cut comes before, unless zeros follow; in bytes. */
    static final int MIN_SIZE = 4 * BLOCK_SIZE;

    /** So many blocks of zeros are cut off from what is before them. */
    static final int ZERO_RUN = 4;

    /** A block whose CRC-32C has these bits clear ends a chunk: 1 of 32. */
    private static final int CUT_MASK = 0x1F;

    /** So many zeros at a block's end are probably the room behind the end of a file; in bytes. */
    private static final int TAIL_SIZE = 8;

    /** The same mask for such a block, 1 of 2: files that change then take few others along. */
    private static final int TAIL_CUT_MASK = 1;

    private static final byte[] ZEROS = new byte[BLOCK_SIZE];

    private final Sink sink;
    private final byte[] buffer = new byte[MAX_SIZE];
    private final CRC32C crc = new CRC32C();
    private long start;
    private int length;

    /** The length of the zeros at the end of the buffer, in bytes. */
    private int zeros;

    /** Whether the chunk before the buffer is all zeros. */
    private boolean afterZeros;

    /** Takes chunks, in their order. */
    @FunctionalInterface
    public interface Sink {

        /**
         * @param offset of the chunk in the content
         * @param content holds the chunk only until the call returns
         */
        void accept(long offset, ByteBuffer content) throws IOException;
    }

    private Chunker(Sink sink) {
        this.sink = sink;
    }

    /**
     * Reads to the stream's end.
     *
     * @return the content's size in bytes
     */
    public static long cut(InputStream content, Sink sink) throws IOException {
        var chunker = new Chunker(sink);
        chunker.cutAll(content);
        return chunker.start;
    }

    private void cutAll(InputStream content) throws IOException {
        while (true) {
            int count = content.readNBytes(buffer, length, BLOCK_SIZE);
            if (count > 0) {
                addBlock(count);
            }
            if (count < BLOCK_SIZE) {
                emit(length);
                return;
            }
        }
    }

    /** Cuts around the block that was read behind the others, where the rule says so. */
    private void addBlock(int count) throws IOException {
        int block = length;
        length += count;
        if (isZero(block, count)) {
            zeros += count;
            boolean runBegins = zeros == ZERO_RUN * BLOCK_SIZE && zeros < length;
            if (runBegins) {
                emit(length - zeros);
            }
        } else {
            if (block > 0 && zeros == block && (afterZeros || zeros >= ZERO_RUN * BLOCK_SIZE)) {
                emit(block);
                block = 0;
            }
            zeros = 0;
            if (length >= MIN_SIZE && endsChunk(block, count)) {
                emit(length);
            }
        }
        if (length > MAX_SIZE - BLOCK_SIZE) {
            emit(length);
        }
    }

    private boolean endsChunk(int from, int count) {
        crc.reset();
        crc.update(buffer, from, count);
        int end = from + count;
        boolean tail = count > TAIL_SIZE && isZero(end - TAIL_SIZE, TAIL_SIZE);
        return ((int) crc.getValue() & (tail ? TAIL_CUT_MASK : CUT_MASK)) == 0;
    }

    private boolean isZero(int from, int count) {
        return Arrays.equals(buffer, from, from + count, ZEROS, 0, count);
    }

    /** Hands over the first bytes of the buffer, and moves the others to its start. */
    private void emit(int count) throws IOException {
        if (count > 0) {
            sink.accept(start, ByteBuffer.wrap(buffer, 0, count).slice().asReadOnlyBuffer());
            afterZeros = zeros == length;
            start += count;
            length -= count;
            System.arraycopy(buffer, count, buffer, 0, length);
            zeros = Math.min(zeros, length);
        }
    }
}
