package org.kubeos.kbimg.signing;

import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.encodings.PKCS1Encoding;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/**
 * A private key that makes the same signature of the same content every time: ECDSA as in RFC 6979, RSA with PKCS#1 v1.5,
 * Ed25519. All but Ed25519 sign a SHA-256, as cosign does whatever the curve.
 */
public final class SigningKey {

    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 16384;

    private final AsymmetricKeyParameter key;
    private final AsymmetricKeyParameter publicKey;

    private SigningKey(AsymmetricKeyParameter key, AsymmetricKeyParameter publicKey) {
        this.key = key;
        this.publicKey = publicKey;
    }

    static SigningKey of(AsymmetricKeyParameter key) throws KeyFileException {
        return switch (key) {
            case ECPrivateKeyParameters ec -> {
                requireCurve(ec.getParameters());
                yield new SigningKey(ec, publicKey(ec));
            }
            case RSAPrivateCrtKeyParameters rsa -> {
                int bits = rsa.getModulus().bitLength();
                if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
                    throw new KeyFileException(
                            "the RSA key has " + bits + " bits; keys of 2048 to 16384 bits are accepted");
                }
                yield new SigningKey(rsa, new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent()));
            }
            case Ed25519PrivateKeyParameters ed -> new SigningKey(ed, ed.generatePublicKey());
            default ->
                throw new KeyFileException(
                        "the key's algorithm is not one of ECDSA (P-256, P-384, P-521), RSA, Ed25519");
        };
    }

    private static ECPublicKeyParameters publicKey(ECPrivateKeyParameters ec) {
        ECDomainParameters curve = ec.getParameters();
        return new ECPublicKeyParameters(curve.getG().multiply(ec.getD()), curve);
    }

    private static void requireCurve(ECDomainParameters curve) throws KeyFileException {
        ASN1ObjectIdentifier name = curve instanceof ECNamedDomainParameters named ? named.getName() : null;
        if (!SECObjectIdentifiers.secp256r1.equals(name)
                && !SECObjectIdentifiers.secp384r1.equals(name)
                && !SECObjectIdentifiers.secp521r1.equals(name)) {
            throw new KeyFileException("the key's curve is not one of P-256, P-384, P-521");
        }
    }

    /** Whether {@link #signDigest} works: Ed25519 signs only contents. */
    public boolean signsDigests() {
        return !(key instanceof Ed25519PrivateKeyParameters);
    }

    /**
     * The signature of a content, of which only the digest is known: ASN.1 in DER for ECDSA, as many bytes as the key for RSA.
     *
     * @param sha256 32 bytes
     * @throws IllegalStateException for a key of Ed25519
     */
    public byte[] signDigest(byte[] sha256) {
        try {
            return switch (key) {
                case ECPrivateKeyParameters ec -> signEcdsa(ec, sha256);
                case RSAPrivateCrtKeyParameters rsa -> signRsa(rsa, sha256);
                default -> throw new IllegalStateException("Ed25519 can't sign a digest");
            };
        } catch (IOException | InvalidCipherTextException e) {
            throw new IllegalStateException("a valid key can sign any digest", e);
        }
    }

    /** The signature of a content, as {@code cosign verify-blob} and {@code openssl dgst -sha256 -verify} expect it. */
    public byte[] sign(byte[] content) {
        if (key instanceof Ed25519PrivateKeyParameters) {
            var signer = new Ed25519Signer();
            signer.init(true, key);
            signer.update(content, 0, content.length);
            return signer.generateSignature();
        }
        return signDigest(digest(content));
    }

    private static byte[] digest(byte[] content) {
        Digest digest = SHA256Digest.newInstance();
        digest.update(content, 0, content.length);
        byte[] sha256 = new byte[digest.getDigestSize()];
        digest.doFinal(sha256, 0);
        return sha256;
    }

    private static byte[] signEcdsa(ECPrivateKeyParameters key, byte[] sha256) throws IOException {
        var signer = new ECDSASigner(new HMacDSAKCalculator(SHA256Digest.newInstance()));
        signer.init(true, key);
        BigInteger[] numbers = signer.generateSignature(sha256);
        return StandardDSAEncoding.INSTANCE.encode(key.getParameters().getN(), numbers[0], numbers[1]);
    }

    private static byte[] signRsa(RSAPrivateCrtKeyParameters key, byte[] sha256)
            throws IOException, InvalidCipherTextException {
        var algorithm = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
        byte[] info = new DigestInfo(algorithm, sha256).getEncoded("DER");
        var engine = new PKCS1Encoding(new RSABlindedEngine());
        engine.init(true, key);
        return engine.processBlock(info, 0, info.length);
    }

    /** The public key as SubjectPublicKeyInfo in DER (RFC 5280). */
    public byte[] publicKey() {
        try {
            return SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(publicKey)
                    .getEncoded("DER");
        } catch (IOException e) {
            throw new IllegalStateException("a valid key can be encoded", e);
        }
    }

    /** The name of {@link java.security.KeyFactory} for keys of this algorithm. */
    String javaAlgorithm() {
        return switch (key) {
            case ECPrivateKeyParameters _ -> "EC";
            case RSAPrivateCrtKeyParameters _ -> "RSA";
            default -> "Ed25519";
        };
    }

    /** The algorithm, for messages; never the key. */
    @Override
    public String toString() {
        return switch (key) {
            case ECPrivateKeyParameters ec ->
                "ECDSA P-" + ec.getParameters().getN().bitLength();
            case RSAPrivateCrtKeyParameters rsa -> "RSA " + rsa.getModulus().bitLength();
            default -> "Ed25519";
        };
    }
}
