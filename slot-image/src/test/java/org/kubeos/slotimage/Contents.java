package org.kubeos.slotimage;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Contents of slots: blocks of random bytes, of text, and of zeros. */
final class Contents {

    static final int BLOCK = Chunker.BLOCK_SIZE;

    private Contents() {}

    /** Blocks that compress to a half, each different from the others. */
    static byte[] blocks(int count, long seed) {
        var random = new Random(seed);
        var content = new byte[count * BLOCK];
        random.nextBytes(content);
        for (int i = 0; i < content.length; i++) {
            content[i] &= 0x0F;
        }
        return content;
    }

    static byte[] zeros(int count) {
        return new byte[count * BLOCK];
    }

    static byte[] join(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        var joined = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }

    /** The chunks that the chunker cuts content into. */
    static List<byte[]> cut(byte[] content) {
        var chunks = new ArrayList<byte[]>();
        try {
            Chunker.cut(new ByteArrayInputStream(content), (_, chunk) -> {
                var bytes = new byte[chunk.remaining()];
                chunk.get(bytes);
                chunks.add(bytes);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return chunks;
    }
}
