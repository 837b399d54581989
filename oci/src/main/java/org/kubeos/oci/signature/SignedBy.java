package org.kubeos.oci.signature;

import java.util.Optional;
import org.kubeos.oci.Digest;

/**
 * Who made a signature.
 *
 * @param key SHA-256 of the public key's SubjectPublicKeyInfo in DER
 * @param subject distinguished name in the certificate (RFC 2253), or its alternative names if it has none; empty if the key
 *     itself is trusted
 */
public record SignedBy(Digest key, Optional<String> subject) {

    @Override
    public String toString() {
        return subject.map(name -> name + " (key " + key + ")").orElse("key " + key);
    }
}
