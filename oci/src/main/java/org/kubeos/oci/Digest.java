package org.kubeos.oci;

import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The digest that content is addressed by, {@code sha256:…}. Source: OCI Image Specification, descriptor.md, "Digests".
 * Of the registered algorithms only SHA-256 is taken, which is the one that every engine and registry uses.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) {

    private static final String PREFIX = "sha256:";
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    public Digest {
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("not the hexadecimal digits of a SHA-256: " + hex);
        }
    }

    /** @throws IllegalArgumentException if {@code text} is no {@code sha256:…} */
    public static Digest parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException("not a digest of the form sha256:…: " + text);
        }
        return new Digest(text.substring(PREFIX.length()));
    }

    public static Digest of(byte[] content) {
        return result(algorithm().digest(content));
    }

    /** What {@code digested} has digested so far, which starts anew then. */
    public static Digest of(MessageDigest digested) {
        return result(digested.digest());
    }

    /** Digests what is read from {@code in}; {@link #of(MessageDigest)} of its message digest tells the result. */
    public static DigestInputStream reading(InputStream in) {
        return new DigestInputStream(in, algorithm());
    }

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
