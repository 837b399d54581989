package org.kubeos.agent.upgrade;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.kubeos.agent.AgentException;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.oci.Digest;

/**
 * A slot as a disk that is all zero until written, which it isn't: what its user leaves out is zeroed at the end. It knows what was
 * written by a digest of each block, as the digest of the whole is known only after the slot was read back.
 */
final class SlotDisk implements DiskWriter, SlotWriter.Expectation {

    /** In bytes. */
    private static final int BLOCK = 4096;

    /** In blocks, of zeros that are written at once. */
    private static final int ZEROS = 256;

    private final SlotWriter writer;
    private final long size;
    /** The first eight bytes of the SHA-256 of each block. */
    private final long[] digests;

    private final BitSet written = new BitSet();
    private final Map<Integer, byte[]> partial = new HashMap<>();
    private final MessageDigest digest = Digest.algorithm();

    /** @param size in bytes, a whole number of blocks */
    SlotDisk(SlotWriter writer, long size) {
        this.writer = writer;
        this.size = size;
        this.digests = new long[Math.toIntExact(size / BLOCK)];
        Arrays.fill(digests, digest(ByteBuffer.allocate(BLOCK)));
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
        Objects.checkFromIndexSize(offset, source.remaining(), size);
        long position = offset;
        while (source.hasRemaining()) {
            int start = (int) (position % BLOCK);
            int count = start == 0 && source.remaining() >= BLOCK
                    ? source.remaining() / BLOCK * BLOCK
                    : Math.min(BLOCK - start, source.remaining());
            ByteBuffer part = source.slice(source.position(), count);
            if (count % BLOCK == 0) {
                writeBlocks(part, (int) (position / BLOCK));
            } else {
                byte[] block = partial.computeIfAbsent((int) (position / BLOCK), _ -> new byte[BLOCK]);
                part.get(block, start, count);
            }
            source.position(source.position() + count);
            position += count;
        }
    }

    private void writeBlocks(ByteBuffer blocks, int first) throws IOException {
        for (int i = 0; i < blocks.remaining() / BLOCK; i++) {
            digests[first + i] = digest(blocks.slice(i * BLOCK, BLOCK));
            written.set(first + i);
            partial.remove(first + i);
        }
        writer.write(blocks, (long) first * BLOCK);
    }

    @Override
    public void transferFrom(FileChannel source, long position, long count, long offset) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, ZEROS * BLOCK));
        for (long done = 0; done < count; done += buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), count - done));
            while (buffer.hasRemaining()) {
                if (source.read(buffer, position + done + buffer.position()) < 0) {
                    throw new EOFException("the file ends early");
                }
            }
            write(buffer.flip().duplicate(), offset + done);
        }
    }

    /** Writes what is left, among it the zeros. */
    void finish() throws IOException {
        for (var block : Map.copyOf(partial).entrySet()) {
            writeBlocks(ByteBuffer.wrap(block.getValue()), block.getKey());
        }
        ByteBuffer zeros = ByteBuffer.allocate(ZEROS * BLOCK);
        int end = digests.length;
        for (int from = written.nextClearBit(0); from < end; from = written.nextClearBit(from)) {
            int next = written.nextSetBit(from);
            int to = Math.min(next < 0 ? end : next, from + ZEROS);
            writer.write(zeros.slice(0, (to - from) * BLOCK), (long) from * BLOCK);
            written.set(from, to);
        }
    }

    @Override
    public void see(ByteBuffer part, long offset) {
        for (int i = 0; i < part.remaining() / BLOCK; i++) {
            int block = (int) (offset / BLOCK) + i;
            if (digest(part.slice(part.position() + i * BLOCK, BLOCK)) != digests[block]) {
                throw new AgentException("The disk does not hold what was written to it: the block at byte "
                        + (long) block * BLOCK + " of the slot differs. The disk may be failing; look at its health,"
                        + " and try again.");
            }
        }
    }

    @Override
    public void require(Digest actual, DiskReader content) {
        // Each part was right.
    }

    private long digest(ByteBuffer block) {
        digest.update(block);
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    @Override
    public void close() {
        // The slot belongs to whoever opened it.
    }
}
