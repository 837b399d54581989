package org.kubeos.oci.registry;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How one registry is reached.
 *
 * @param ca certificates in PEM that are trusted for this registry besides the system's
 * @param clientCertificate what kbimg shows to a registry that asks for a certificate
 * @param insecure whether to speak plain HTTP
 * @param minRate bytes a second that it has to send; what is slower is given up
 */
public record HostSettings(
        Optional<Path> ca, Optional<ClientCertificate> clientCertificate, boolean insecure, long minRate) {

    /** Less than a modem, and enough that nobody can hold a build with a byte a second. */
    public static final long DEFAULT_MIN_RATE = 1 << 10;

    /** HTTPS, the system's certificates. */
    public static final HostSettings DEFAULT =
            new HostSettings(Optional.empty(), Optional.empty(), false, DEFAULT_MIN_RATE);

    public static final HostSettings INSECURE =
            new HostSettings(Optional.empty(), Optional.empty(), true, DEFAULT_MIN_RATE);

    /**
     * @param certificate in PEM, with the intermediate ones behind it
     * @param key its private key in PEM (PKCS #8), not encrypted
     */
    public record ClientCertificate(Path certificate, Path key) {}

    /** For hosts that this registry sends kbimg to: they are trusted alike, but not shown the client certificate. */
    HostSettings forOthers() {
        return new HostSettings(ca, Optional.empty(), insecure, minRate);
    }
}
