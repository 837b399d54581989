package org.kubeos.kbimg.signing;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Private keys as EncryptedPrivateKeyInfo (RFC 5958, section 3): with PBES2 (RFC 8018, section 6.2) and PBKDF2 or scrypt, and
 * AES or Triple DES in CBC mode. Older schemes (PBES1, PKCS#12) are left to Java, which has no AES-192 and no scrypt.
 */
final class EncryptedPkcs8 {

    private static final String PBES2 = "1.2.840.113549.1.5.13";
    private static final String PBKDF2 = "1.2.840.113549.1.5.12";
    private static final String SCRYPT = "1.3.6.1.4.1.11591.4.11";
    private static final String DEFAULT_PRF = "1.2.840.113549.2.7";
    private static final String HMAC_SHA256 = "1.2.840.113549.2.9";
    private static final String AES_256 = "2.16.840.1.101.3.4.1.42";

    // RFC 8018, appendix B.1.
    private static final Map<String, String> DIGESTS = Map.of(
            DEFAULT_PRF,
            "SHA-1",
            "1.2.840.113549.2.8",
            "SHA-224",
            HMAC_SHA256,
            "SHA-256",
            "1.2.840.113549.2.10",
            "SHA-384",
            "1.2.840.113549.2.11",
            "SHA-512");

    private record Scheme(String algorithm, int keySize) {}

    // RFC 8018, appendix B.2; NIST's Computer Security Objects Register.
    private static final Map<String, Scheme> CIPHERS = Map.of(
            "1.2.840.113549.3.7",
            new Scheme("DESede", 24),
            "2.16.840.1.101.3.4.1.2",
            new Scheme("AES", 16),
            "2.16.840.1.101.3.4.1.22",
            new Scheme("AES", 24),
            AES_256,
            new Scheme("AES", 32));

    private EncryptedPkcs8() {}

    /**
     * The key as PKCS#8 in DER.
     *
     * @param file for messages
     * @throws KeyFileException if the passphrase is wrong, or a method isn't supported
     * @throws RuntimeException if the file can't be decoded
     */
    static byte[] decrypt(byte[] der, char[] passphrase, Path file) throws KeyFileException {
        DerReader info = DerReader.ofSequence(der);
        DerReader algorithm = info.sequence();
        boolean modern = algorithm.identifier().equals(PBES2);
        return (modern
                        ? decryptPbes2(algorithm.sequence(), info.octets(), passphrase, file)
                        : decryptOld(der, passphrase))
                .filter(Pkcs8::isWellFormed)
                .orElseThrow(() -> new KeyFileException("the passphrase of " + file + " is wrong"));
    }

    private static Optional<byte[]> decryptPbes2(DerReader parameters, byte[] encrypted, char[] passphrase, Path file)
            throws KeyFileException {
        DerReader derivation = parameters.sequence();
        DerReader encryption = parameters.sequence();
        Scheme scheme = known(CIPHERS, encryption.identifier(), file);
        byte[] key = derive(derivation, passphrase, scheme.keySize(), file);
        try {
            Cipher cipher = Cipher.getInstance(scheme.algorithm() + "/CBC/PKCS5Padding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(key, scheme.algorithm()),
                    new IvParameterSpec(encryption.octets()));
            return Optional.of(cipher.doFinal(encrypted));
        } catch (BadPaddingException | IllegalBlockSizeException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the parameters of the cipher don't fit it", e);
        }
    }

    private static byte[] derive(DerReader derivation, char[] passphrase, int keySize, Path file)
            throws KeyFileException {
        String function = derivation.identifier();
        DerReader parameters = derivation.sequence();
        return switch (function) {
            case PBKDF2 -> {
                byte[] salt = parameters.octets();
                int iterations = parameters.count();
                if (parameters.isNext(DerReader.INTEGER)) {
                    parameters.count(); // the size of the key, which the cipher says as well
                }
                String prf = parameters.hasMore() ? parameters.sequence().identifier() : DEFAULT_PRF;
                var hmac = new Hmac(known(DIGESTS, prf, file), Pbkdf2.utf8(passphrase));
                yield Pbkdf2.derive(hmac, salt, iterations, keySize);
            }
            // RFC 7914, section 7.1.
            case SCRYPT -> {
                byte[] salt = parameters.octets();
                yield new Scrypt(parameters.count(), parameters.count(), parameters.count())
                        .derive(passphrase, salt, keySize);
            }
            default -> throw unsupported(file);
        };
    }

    private static <T> T known(Map<String, T> methods, String identifier, Path file) throws KeyFileException {
        T method = methods.get(identifier);
        if (method == null) {
            throw unsupported(file);
        }
        return method;
    }

    private static KeyFileException unsupported(Path file) {
        return new KeyFileException(file + " is encrypted with a method that isn't supported; convert it with: openssl"
                + " pkcs8 -topk8 -in " + file + " -out NEW");
    }

    private static Optional<byte[]> decryptOld(byte[] der, char[] passphrase) {
        var spec = new PBEKeySpec(passphrase);
        try {
            var info = new EncryptedPrivateKeyInfo(der);
            var key = SecretKeyFactory.getInstance(info.getAlgName()).generateSecret(spec);
            return Optional.of(info.getKeySpec(key).getEncoded());
        } catch (IOException | GeneralSecurityException e) {
            return Optional.empty();
        } finally {
            spec.clearPassword();
        }
    }

    /**
     * Encrypts a key with AES-256 in CBC mode, and a key that PBKDF2 with HMAC-SHA256 derives.
     *
     * @param plain PKCS#8 in DER
     * @param iterations of PBKDF2
     */
    static byte[] encrypt(byte[] plain, char[] passphrase, int iterations) {
        var random = new SecureRandom();
        byte[] salt = new byte[16];
        byte[] vector = new byte[16];
        random.nextBytes(salt);
        random.nextBytes(vector);
        var hmac = new Hmac("SHA-256", Pbkdf2.utf8(passphrase));
        byte[] key = Pbkdf2.derive(hmac, salt, iterations, 32);
        byte[] encrypted;
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(vector));
            encrypted = cipher.doFinal(plain);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has AES", e);
        }
        byte[] prf = DerWriter.sequence(DerWriter.identifier(HMAC_SHA256), DerWriter.ofNull());
        byte[] derivation = DerWriter.sequence(
                DerWriter.identifier(PBKDF2),
                DerWriter.sequence(DerWriter.octets(salt), DerWriter.integer(iterations), prf));
        byte[] encryption = DerWriter.sequence(DerWriter.identifier(AES_256), DerWriter.octets(vector));
        return DerWriter.sequence(
                DerWriter.sequence(DerWriter.identifier(PBES2), DerWriter.sequence(derivation, encryption)),
                DerWriter.octets(encrypted));
    }
}
