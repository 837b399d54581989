package org.kubeos.kbimg.signing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Optional;
import java.util.Set;

/** A new key pair for signatures: ECDSA with P-256, which every verifier knows. */
public final class GeneratedKey {

    // OWASP Password Storage Cheat Sheet, PBKDF2 with HMAC-SHA256.
    private static final int ITERATIONS = 600_000;

    private final KeyPair pair;

    private GeneratedKey(KeyPair pair) {
        this.pair = pair;
    }

    /** Makes a key pair of random numbers. */
    public static GeneratedKey generate() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return new GeneratedKey(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has P-256", e);
        }
    }

    /**
     * Writes both keys, each to a new file.
     *
     * @param privateKey gets PKCS#8, which only its owner can read
     * @param passphrase encrypts the private key; empty leaves it in the clear
     * @throws FileAlreadyExistsException if there is either file; it is left as it is then, and the other isn't written
     */
    public void write(Path privateKey, Path publicKey, Optional<char[]> passphrase) throws IOException {
        if (Files.exists(publicKey)) {
            throw new FileAlreadyExistsException(publicKey.toString());
        }
        create(privateKey, privateBlock(passphrase).text(), "rw-------");
        try {
            create(publicKey, PemText.of(pair.getPublic()), "rw-r--r--");
        } catch (IOException e) {
            Files.delete(privateKey);
            throw e;
        }
    }

    private PemBlock privateBlock(Optional<char[]> passphrase) {
        byte[] plain = pair.getPrivate().getEncoded();
        return passphrase
                .map(secret -> PemBlock.of("ENCRYPTED PRIVATE KEY", EncryptedPkcs8.encrypt(plain, secret, ITERATIONS)))
                .orElseGet(() -> PemBlock.of("PRIVATE KEY", plain));
    }

    private static void create(Path file, String text, String permissions) throws IOException {
        var attribute = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
        try (var channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attribute)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }
}
