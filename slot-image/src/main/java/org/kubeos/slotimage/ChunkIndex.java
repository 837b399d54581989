package org.kubeos.slotimage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.kubeos.oci.Digest;
import org.kubeos.oci.OciException;

/**
 * The chunks of a slot's content, without gaps, and where each is stored. The document docs/slot-image.md has its bytes.
 *
 * @param chunks in the order of the content; equal ones are stored once, and so have the same stored offset
 */
public record ChunkIndex(List<Chunk> chunks) {

    /** The most chunks that an index has: they are all in memory at once. */
    public static final int MAX_CHUNKS = 1 << 17;

    private static final byte[] MAGIC = "KUBEOSCI".getBytes(StandardCharsets.US_ASCII);
    private static final int FORMAT = 1;
    private static final int HEADER_SIZE = 32;
    private static final int DIGEST_SIZE = 32;
    private static final int ENTRY_SIZE = 8 + DIGEST_SIZE;

    /** In bytes. */
    static final int MAX_ENCODED_SIZE = HEADER_SIZE + MAX_CHUNKS * ENTRY_SIZE;

    public ChunkIndex {
        chunks = List.copyOf(chunks);
    }

    /** The content's size in bytes. */
    public long size() {
        return chunks.isEmpty()
                ? 0
                : chunks.getLast().offset() + chunks.getLast().length();
    }

    /** The size of all frames in bytes. */
    public long storedSize() {
        return chunks.stream()
                .mapToLong(chunk -> chunk.storedOffset() + chunk.storedLength())
                .max()
                .orElse(0);
    }

    /** The same chunks always give the same bytes. */
    byte[] encode() {
        ByteBuffer encoded = ByteBuffer.allocate(HEADER_SIZE + chunks.size() * ENTRY_SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .putInt(FORMAT)
                .putInt(Chunker.BLOCK_SIZE)
                .putLong(size())
                .putInt(chunks.size())
                .putInt(Chunker.MAX_SIZE);
        for (Chunk chunk : chunks) {
            encoded.putInt(chunk.length())
                    .putInt(chunk.storedLength())
                    .put(HexFormat.of().parseHex(chunk.digest().hex()));
        }
        return encoded.array();
    }

    /**
     * @param where the index comes from, for messages
     * @throws OciException if it isn't one, or is damaged
     */
    static ChunkIndex parse(byte[] encoded, String where) {
        return new Parser(ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN), where).parse();
    }

    /** Reads an index. What it has no bytes for can't be wrong: offsets are the sums of the lengths before. */
    private static final class Parser {

        private final ByteBuffer encoded;
        private final String where;
        private final Map<Digest, Chunk> stored = new HashMap<>();
        private final Map<Integer, Digest> zeros = new HashMap<>();
        private long offset;
        private long storedOffset;

        Parser(ByteBuffer encoded, String where) {
            this.encoded = encoded;
            this.where = where;
        }

        ChunkIndex parse() {
            var magic = new byte[MAGIC.length];
            require(encoded.remaining() >= HEADER_SIZE, "it has only " + encoded.remaining() + " bytes");
            encoded.get(magic);
            require(
                    Arrays.equals(magic, MAGIC),
                    "it doesn't begin with " + new String(MAGIC, StandardCharsets.US_ASCII));
            int format = encoded.getInt();
            if (format != FORMAT) {
                throw new OciException("The chunk index of " + where + " has the format "
                        + Integer.toUnsignedString(format) + ", but only " + FORMAT
                        + " is known here. A newer version of this program may know it.");
            }
            int blockSize = encoded.getInt();
            require(
                    blockSize == Chunker.BLOCK_SIZE,
                    "its blocks have " + Integer.toUnsignedString(blockSize) + " bytes");
            long size = encoded.getLong();
            int count = encoded.getInt();
            require(
                    count >= 0 && count <= MAX_CHUNKS,
                    "it claims " + Integer.toUnsignedString(count) + " chunks, and at most " + MAX_CHUNKS
                            + " are allowed");
            int maxSize = encoded.getInt();
            require(
                    maxSize > 0 && maxSize <= Chunker.MAX_SIZE,
                    "its chunks have up to " + Integer.toUnsignedString(maxSize) + " bytes");
            require(
                    encoded.remaining() == count * ENTRY_SIZE,
                    "it has " + encoded.remaining() + " bytes for " + count + " chunks of " + ENTRY_SIZE + " each");
            var chunks = new ArrayList<Chunk>(count);
            for (int i = 0; i < count; i++) {
                chunks.add(next(maxSize));
            }
            require(offset == size, "its chunks have " + offset + " bytes together, but the content " + size);
            return new ChunkIndex(chunks);
        }

        private Chunk next(int maxSize) {
            int length = encoded.getInt();
            int storedLength = encoded.getInt();
            var hash = new byte[DIGEST_SIZE];
            encoded.get(hash);
            var digest = new Digest(HexFormat.of().formatHex(hash));
            require(
                    length > 0 && length <= maxSize && length % Chunker.BLOCK_SIZE == 0,
                    "the chunk at byte " + offset + " has " + Integer.toUnsignedString(length) + " bytes");
            require(
                    storedLength >= 0 && storedLength <= Frames.maxSize(length),
                    "the chunk at byte " + offset + " is stored in " + Integer.toUnsignedString(storedLength)
                            + " bytes");
            Chunk chunk = place(length, digest, storedLength);
            offset += length;
            return chunk;
        }

        private Chunk place(int length, Digest digest, int storedLength) {
            if (storedLength == 0) {
                Digest ofZeros = zeros.computeIfAbsent(length, size -> Digest.of(new byte[size]));
                require(digest.equals(ofZeros), "the chunk at byte " + offset + " isn't stored, but is not all zeros");
                return new Chunk(offset, length, digest, 0, 0);
            }
            Chunk first = stored.get(digest);
            if (first == null) {
                var chunk = new Chunk(offset, length, digest, storedOffset, storedLength);
                stored.put(digest, chunk);
                storedOffset += storedLength;
                return chunk;
            }
            require(
                    first.length() == length && first.storedLength() == storedLength,
                    "the chunks at the bytes " + first.offset() + " and " + offset
                            + " have the same digest, but not the same size");
            return new Chunk(offset, length, first.digest(), first.storedOffset(), storedLength);
        }

        private void require(boolean condition, String problem) {
            if (!condition) {
                throw new OciException("The chunk index of " + where + " is damaged: " + problem + ".");
            }
        }
    }
}
