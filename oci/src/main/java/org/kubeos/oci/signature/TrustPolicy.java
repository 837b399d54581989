package org.kubeos.oci.signature;

import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whose signatures an image needs.
 *
 * @param keys each once
 * @param authorities whose certificates for code signing are trusted
 * @param threshold how many different signers must have signed, at least 1. A signer is a key, or the subject of certificates
 * @param annotations that a signature must have to count
 */
public record TrustPolicy(
        List<TrustedKey> keys,
        List<X509Certificate> authorities,
        int threshold,
        SortedMap<String, String> annotations) {

    /** @throws IllegalArgumentException if no image can satisfy the policy, or all do; the message says why */
    public TrustPolicy {
        keys = keys.stream().distinct().toList();
        authorities = List.copyOf(authorities);
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
        if (keys.isEmpty() && authorities.isEmpty()) {
            throw new IllegalArgumentException("there is neither a key nor an authority to trust");
        }
        if (threshold < 1) {
            throw new IllegalArgumentException("the threshold is " + threshold + "; at least 1 is expected");
        }
        if (authorities.isEmpty() && threshold > keys.size()) {
            throw new IllegalArgumentException(
                    "the threshold is " + threshold + ", but there are only " + keys.size() + " different keys");
        }
    }

    /** One signature of any of {@code keys} is enough. */
    public static TrustPolicy anyOf(List<TrustedKey> keys) {
        return new TrustPolicy(keys, List.of(), 1, new TreeMap<>());
    }
}
