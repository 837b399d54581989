package org.kubeos.oci.signature;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The algorithms of signatures, which follow from the key. */
final class SignatureAlgorithm {

    /** By their names in Java. */
    static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "Ed25519");

    static final String SUPPORTED =
            "the key is of an unsupported kind; ECDSA on P-256, P-384, or P-521, RSA, or Ed25519 is expected";

    private static final int MIN_RSA = 2048;
    /** In bits, like the minimum. Larger keys serve to make verification slow. */
    private static final int MAX_RSA = 16384;

    /** cosign hashes with SHA-256; newer versions hash to the length of the curve. */
    private static final Map<String, List<String>> ECDSA = Map.of(
            "secp256r1", List.of("SHA256withECDSA"),
            "secp384r1", List.of("SHA256withECDSA", "SHA384withECDSA"),
            "secp521r1", List.of("SHA256withECDSA", "SHA512withECDSA"));

    private SignatureAlgorithm() {}

    /** Why a key can't be used, if it can't. */
    static Optional<String> problem(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            return bits >= MIN_RSA && bits <= MAX_RSA
                    ? Optional.empty()
                    : Optional.of("the RSA key has " + bits + " bits; " + MIN_RSA + " to " + MAX_RSA + " are expected");
        }
        return names(key).isEmpty() ? Optional.of(SUPPORTED) : Optional.empty();
    }

    /** Whether the signature is the key's over the message. One that isn't even well-formed is not. */
    static boolean verifies(PublicKey key, byte[] message, byte[] signature) {
        return problem(key).isEmpty()
                && names(key).stream().anyMatch(algorithm -> verifies(algorithm, key, message, signature));
    }

    /** Verifications that a content is to be fed to, one of which must succeed. */
    static List<Signature> checks(PublicKey key) {
        if (problem(key).isPresent()) {
            return List.of();
        }
        var checks = new ArrayList<Signature>();
        for (String algorithm : names(key)) {
            try {
                Signature check = Signature.getInstance(algorithm);
                check.initVerify(key);
                checks.add(check);
            } catch (GeneralSecurityException e) {
                // This key verifies nothing.
            }
        }
        return checks;
    }

    private static boolean verifies(String algorithm, PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static List<String> names(PublicKey key) {
        return switch (key) {
            case RSAPublicKey _ -> List.of("SHA256withRSA");
            case EdECPublicKey edwards ->
                edwards.getParams().getName().equals(NamedParameterSpec.ED25519.getName())
                        ? List.of("Ed25519")
                        : List.of();
            case ECPublicKey elliptic ->
                ECDSA.entrySet().stream()
                        .filter(curve -> isOn(curve.getKey(), elliptic))
                        .findFirst()
                        .map(Map.Entry::getValue)
                        .orElse(List.of());
            default -> List.of();
        };
    }

    private static boolean isOn(String curve, ECPublicKey key) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(curve));
            ECParameterSpec known = parameters.getParameterSpec(ECParameterSpec.class);
            ECParameterSpec actual = key.getParams();
            return known.getCurve().equals(actual.getCurve())
                    && known.getGenerator().equals(actual.getGenerator())
                    && known.getOrder().equals(actual.getOrder());
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has " + curve, e);
        }
    }
}
