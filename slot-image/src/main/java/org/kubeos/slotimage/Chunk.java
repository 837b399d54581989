package org.kubeos.slotimage;

import org.kubeos.oci.Digest;

/**
 * A part of a slot's content.
 *
 * @param offset of its first byte in the slot
 * @param length in bytes
 * @param digest of its content
 * @param storedOffset of its first byte in the blob of chunks
 * @param storedLength its compressed length in bytes; 0 if all its bytes are zeros, which are not stored
 */
public record Chunk(long offset, int length, Digest digest, long storedOffset, int storedLength) {

    /** Whether all its bytes are zeros. */
    public boolean isZero() {
        return storedLength == 0;
    }
}
