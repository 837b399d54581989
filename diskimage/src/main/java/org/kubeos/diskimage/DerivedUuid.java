package org.kubeos.diskimage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** UUIDs that follow from content instead of chance, so that the same input gives the same image. */
public final class DerivedUuid {

    private DerivedUuid() {}

    /**
     * The UUID for one purpose under a seed: SHA-256 of both, in the custom layout of RFC 9562, section 5.8 (version 8).
     *
     * @param seed what identifies the image, such as the digest of its contents
     * @param purpose what the UUID is for, such as {@code "partition ROOT-A"}; different purposes give unrelated UUIDs
     */
    public static UUID of(byte[] seed, String purpose) {
        MessageDigest sha256 = sha256();
        // The length keeps seed and purpose apart: ("ab", "c") must differ from ("a", "bc").
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, seed.length));
        sha256.update(seed);
        sha256.update(purpose.getBytes(StandardCharsets.UTF_8));
        ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
        long high = digest.getLong() & 0xFFFF_FFFF_FFFF_0FFFL | 0x8000L;
        long low = digest.getLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
