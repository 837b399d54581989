package org.kubeos.kbimg.config.node;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Hashes plain-text passwords as {@code grub-mkpasswd-pbkdf2} does, but reproducibly.
 *
 * @see <a href="https://www.gnu.org/software/grub/manual/grub/html_node/password_005fpbkdf2.html">password_pbkdf2</a>
 */
public final class GrubPassword {

    // The defaults of grub-mkpasswd-pbkdf2.
    private static final int ITERATIONS = 10_000;
    private static final int HASH_BITS = 512;

    private GrubPassword() {}

    /** @param context what the salt is made from; it must not contain the password, because salts are public */
    public static String hash(String password, List<String> context) {
        try {
            byte[] salt = MessageDigest.getInstance("SHA-512")
                    .digest(String.join("\0", context).getBytes(StandardCharsets.UTF_8));
            return hash(password, ITERATIONS, HexFormat.of().formatHex(salt));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-512", e);
        }
    }

    /** @param salt in hexadecimal */
    static String hash(String password, int iterations, String salt) {
        try {
            byte[] saltBytes = HexFormat.of().parseHex(salt);
            var key = new PBEKeySpec(password.toCharArray(), saltBytes, iterations, HASH_BITS);
            byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(key)
                    .getEncoded();
            HexFormat hex = HexFormat.of().withUpperCase();
            return "grub.pbkdf2.sha512." + iterations + "." + hex.formatHex(saltBytes) + "." + hex.formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2", e);
        }
    }
}
