package org.kubeos.oci;

import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 digest, {@code sha256:…}, by which content is addressed. Source: OCI Image Specification, descriptor.md, "Digests".
 * SHA-512 is registered as well, but engines and registries use SHA-256.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) {

    private static final String PREFIX = "sha256:";
    private static final int HEX_LENGTH = 64;

    public Digest {
        // Not with a pattern: a slot has thousands of digests.
        if (hex.length() != HEX_LENGTH || !hex.chars().allMatch(Digest::isLowerCaseHex)) {
            throw new IllegalArgumentException("not the hexadecimal digits of a SHA-256: " + hex);
        }
    }

    private static boolean isLowerCaseHex(int character) {
        return character >= '0' && character <= '9' || character >= 'a' && character <= 'f';
    }

    /** @throws IllegalArgumentException if {@code text} isn't of the form {@code sha256:…} */
    public static Digest parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException("not a digest of the form sha256:…: " + text);
        }
        return new Digest(text.substring(PREFIX.length()));
    }

    /** The digest of {@code content}. */
    public static Digest of(byte[] content) {
        return result(algorithm().digest(content));
    }

    /** The digest of the bytes that {@code digested} was updated with; it is reset. */
    public static Digest of(MessageDigest digested) {
        return result(digested.digest());
    }

    /** A stream that digests the bytes read from it; {@link #of(MessageDigest)} gives the digest. */
    public static DigestInputStream reading(InputStream in) {
        return new DigestInputStream(in, algorithm());
    }

    /** A new SHA-256 computation. */
    public static MessageDigest algorithm() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static Digest result(byte[] hash) {
        return new Digest(HexFormat.of().formatHex(hash));
    }

    @Override
    public String toString() {
        return PREFIX + hex;
    }
}
