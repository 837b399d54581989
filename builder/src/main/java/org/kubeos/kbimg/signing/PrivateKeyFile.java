package org.kubeos.kbimg.signing;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A PEM file with a private key: PKCS#8 (RFC 5958), plain or encrypted; SEC 1 for elliptic curves (RFC 5915); PKCS#1 for RSA;
 * or cosign's own format.
 *
 * @param file where it is
 * @param block the one PEM block that is a key
 */
public record PrivateKeyFile(Path file, Form form, PemBlock block) {

    /** The format of a file. */
    public enum Form {
        /** PKCS#8. */
        PKCS8("PRIVATE KEY"),
        /** PKCS#8, encrypted. */
        ENCRYPTED_PKCS8("ENCRYPTED PRIVATE KEY"),
        /** SEC 1. */
        SEC1("EC PRIVATE KEY"),
        /** PKCS#1. */
        PKCS1("RSA PRIVATE KEY"),
        /** cosign's, since its version 2. */
        SIGSTORE("ENCRYPTED SIGSTORE PRIVATE KEY"),
        /** cosign's, before. */
        COSIGN("ENCRYPTED COSIGN PRIVATE KEY");

        private final String label;

        Form(String label) {
            this.label = label;
        }

        private static Optional<Form> of(PemBlock block) {
            for (Form form : values()) {
                if (form.label.equals(block.label())) {
                    return Optional.of(form);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * Finds the key in a file.
     *
     * @throws KeyFileException if there is none, or every user of the machine can read a key that isn't encrypted
     */
    public static PrivateKeyFile open(Path file) throws KeyFileException {
        for (PemBlock block : KeyFiles.pemBlocks(file)) {
            Optional<Form> form = Form.of(block);
            if (form.isPresent()) {
                var found = new PrivateKeyFile(file, form.get(), block);
                if (!found.isEncrypted()) {
                    KeyFiles.requireHidden(file, "the private key");
                }
                return found;
            }
        }
        String first = KeyFiles.pemBlocks(file).getFirst().label();
        throw new KeyFileException(file + " contains " + first + ", not a private key"
                + (first.startsWith("OPENSSH") ? "; convert a copy of it with: ssh-keygen -p -m PKCS8 -f FILE" : ""));
    }

    /** Whether the key needs a passphrase. */
    public boolean isEncrypted() {
        return switch (form) {
            case ENCRYPTED_PKCS8, SIGSTORE, COSIGN -> true;
            case PKCS8, SEC1, PKCS1 -> false;
        };
    }

    /**
     * Reads the key.
     *
     * @param passphrase of an encrypted key
     * @param environment the variables of this process
     * @throws KeyFileException if the key is damaged or of an algorithm that isn't supported, or the passphrase is missing or
     *     wrong
     */
    public SigningKey read(Optional<Passphrase> passphrase, Map<String, String> environment) throws KeyFileException {
        if (!isEncrypted()) {
            return read(new char[0]);
        }
        Passphrase source = passphrase.orElseThrow(() -> new KeyFileException(
                file + " is encrypted, but no passphrase is given; name a variable or a file that holds it"));
        return read(source.read(environment));
    }

    /**
     * Reads the key.
     *
     * @param passphrase ignored unless the key is encrypted
     */
    SigningKey read(char[] passphrase) throws KeyFileException {
        byte[] content = block.content();
        try {
            return switch (form) {
                case PKCS8 -> Pkcs8.key(content);
                case SEC1 -> ofSec1(DerReader.ofSequence(content));
                case PKCS1 -> RsaKey.of(DerReader.ofSequence(content));
                case ENCRYPTED_PKCS8 -> Pkcs8.key(EncryptedPkcs8.decrypt(content, passphrase, file));
                case SIGSTORE, COSIGN -> Pkcs8.key(CosignKey.decrypt(content, passphrase, file));
            };
        } catch (RuntimeException e) {
            throw block.hasHeaders()
                    ? new KeyFileException(file + " is encrypted in the old way of PEM; convert it with: openssl pkcs8"
                            + " -topk8 -in " + file + " -out NEW")
                    : KeyFiles.damaged(file);
        }
    }

    /** An ECPrivateKey that says its curve (RFC 5915, section 3). */
    private static SigningKey ofSec1(DerReader key) throws KeyFileException {
        key.count();
        var secret = new BigInteger(1, key.octets());
        DerReader curve = key.elements(DerReader.optional(0));
        return EcdsaKey.of(curve.isNext(DerReader.OBJECT_IDENTIFIER) ? curve.identifier() : "", secret);
    }

    /** The file; never the key. */
    @Override
    public String toString() {
        return file.toString();
    }
}
