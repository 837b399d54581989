package org.kubeos.slotimage;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.util.Arrays;
import org.kubeos.oci.Digest;
import org.kubeos.oci.OciException;

/** Compresses chunks, each into a zstd frame that needs no other. Source: RFC 8878. */
public final class Frames {

    /** zstd's level. docs/slot-image.md says what others would cost. */
    static final int LEVEL = 9;

    private Frames() {}

    /** The most bytes that a chunk of {@code length} bytes may be stored in. */
    static int maxSize(int length) {
        return Math.toIntExact(Zstd.compressBound(length));
    }

    /** The same chunk always gives the same bytes. */
    static byte[] compress(byte[] chunk) {
        return Zstd.compress(chunk, LEVEL);
    }

    /**
     * Gives back a chunk's content, verified. It needs no more memory than {@code content} and the frame have, whatever is in the
     * frame.
     *
     * @param frame the chunk's stored bytes; the array may be larger
     * @param content gets the chunk, from its first byte on
     * @param where the frame comes from, for messages
     * @throws OciException if the frame isn't the chunk's
     */
    public static void decompress(Chunk chunk, byte[] frame, byte[] content, String where) {
        if (chunk.isZero()) {
            Arrays.fill(content, 0, chunk.length(), (byte) 0);
            return;
        }
        try {
            long length = Zstd.decompressByteArray(content, 0, chunk.length(), frame, 0, chunk.storedLength());
            if (length != chunk.length()) {
                throw damaged(chunk, "it has " + length + " bytes", where);
            }
        } catch (ZstdException e) {
            throw damaged(chunk, String.valueOf(e.getMessage()), where);
        }
        verify(chunk, content, where);
    }

    /**
     * Makes sure that content is a chunk's.
     *
     * @param content has the chunk from its first byte on
     * @throws OciException if it is not
     */
    public static void verify(Chunk chunk, byte[] content, String where) {
        var digest = Digest.algorithm();
        digest.update(content, 0, chunk.length());
        Digest actual = Digest.of(digest);
        if (!actual.equals(chunk.digest())) {
            throw damaged(chunk, "its digest is " + actual + ", not " + chunk.digest(), where);
        }
    }

    private static OciException damaged(Chunk chunk, String problem, String where) {
        return new OciException("The chunk at byte " + chunk.offset() + " of the slot image of " + where
                + " is damaged: " + problem + ". Fetch it again.");
    }
}
