package org.kubeos.kbimg.config.node;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.apache.commons.codec.digest.Sha2Crypt;

/** Reproducible SHA-512 hashes of plain-text passwords, in crypt(5) format. */
public final class PasswordHash {

    private static final int SALT_LENGTH = 16;

    private PasswordHash() {}

    /**
     * The hash of {@code password}.
     *
     * @param context what the salt is made from. It must not contain the password: a salt is public, and guesses could
     *     be checked against it without the cost of the hash.
     */
    public static String of(String password, List<String> context) {
        // Base64's alphabet is crypt's but for the plus sign.
        String salt = Base64.getEncoder()
                .encodeToString(sha256(String.join("\0", context)))
                .replace('+', '.')
                .substring(0, SALT_LENGTH);
        return Sha2Crypt.sha512Crypt(password.getBytes(StandardCharsets.UTF_8), "$6$" + salt);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
