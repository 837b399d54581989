package org.kubeos.kbimg.signing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * A PEM file with a private key: PKCS#8 (RFC 5958), plain or encrypted; SEC 1 for elliptic curves (RFC 5915); PKCS#1 for RSA;
 * or cosign's own format.
 *
 * @param file where it is
 * @param block the one PEM block that is a key
 */
public record PrivateKeyFile(Path file, Form form, PemObject block) {

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

        private static Optional<Form> of(PemObject block) {
            for (Form form : values()) {
                if (form.label.equals(block.getType())) {
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
        for (PemObject block : KeyFiles.pemBlocks(file)) {
            Optional<Form> form = Form.of(block);
            if (form.isPresent()) {
                var found = new PrivateKeyFile(file, form.get(), block);
                if (!found.isEncrypted()) {
                    KeyFiles.requireHidden(file, "the private key");
                }
                return found;
            }
        }
        String first = KeyFiles.pemBlocks(file).getFirst().getType();
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
        byte[] content = block.getContent();
        try {
            PrivateKeyInfo info = switch (form) {
                case PKCS8 -> PrivateKeyInfo.getInstance(content);
                case SEC1 -> ofSec1(ECPrivateKey.getInstance(content));
                case PKCS1 ->
                    new PrivateKeyInfo(
                            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                            org.bouncycastle.asn1.pkcs.RSAPrivateKey.getInstance(content));
                case ENCRYPTED_PKCS8 -> decrypt(new PKCS8EncryptedPrivateKeyInfo(content), passphrase);
                case SIGSTORE, COSIGN -> PrivateKeyInfo.getInstance(CosignKey.decrypt(content, passphrase, file));
            };
            return SigningKey.of(PrivateKeyFactory.createKey(info));
        } catch (IOException | RuntimeException e) {
            throw block.getHeaders().isEmpty()
                    ? KeyFiles.damaged(file)
                    : new KeyFileException(file + " is encrypted in the old way of PEM; convert it with: openssl pkcs8"
                            + " -topk8 -in " + file + " -out NEW");
        }
    }

    private static PrivateKeyInfo ofSec1(ECPrivateKey key) throws IOException {
        return new PrivateKeyInfo(
                new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()), key);
    }

    private PrivateKeyInfo decrypt(PKCS8EncryptedPrivateKeyInfo encrypted, char[] passphrase) throws KeyFileException {
        try {
            return encrypted.decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder()
                    .setProvider(new BouncyCastleProvider())
                    .build(passphrase));
        } catch (PKCSException | OperatorCreationException e) {
            throw new KeyFileException("the passphrase of " + file + " is wrong");
        }
    }

    /** The file; never the key. */
    @Override
    public String toString() {
        return file.toString();
    }
}
