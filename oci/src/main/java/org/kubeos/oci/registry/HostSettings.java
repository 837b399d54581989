package org.kubeos.oci.registry;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Settings for one registry host.
 *
 * @param ca file of certificates in PEM that are trusted in addition to the system's
 * @param clientCertificate sent to a registry that asks for one
 * @param insecure whether to speak plain HTTP
 * @param minRate minimum rate of downloads, in bytes per second; slower ones fail
 */
public record HostSettings(
        Optional<Path> ca, Optional<ClientCertificate> clientCertificate, boolean insecure, long minRate) {

    /** In bytes per second: less than a modem, but a registry can't hold up a build with a byte a second. */
    public static final long DEFAULT_MIN_RATE = 1 << 10;

    /** HTTPS with the system's certificates. */
    public static final HostSettings DEFAULT =
            new HostSettings(Optional.empty(), Optional.empty(), false, DEFAULT_MIN_RATE);

    /** Plain HTTP. */
    public static final HostSettings INSECURE =
            new HostSettings(Optional.empty(), Optional.empty(), true, DEFAULT_MIN_RATE);

    /**
     * A certificate that authenticates this client.
     *
     * @param certificate file in PEM, followed by the intermediate certificates
     * @param key file with the private key in PEM (PKCS #8), not encrypted
     */
    public record ClientCertificate(Path certificate, Path key) {}

    /** For hosts that this registry redirects to: the same trust, but no client certificate. */
    HostSettings forOthers() {
        return new HostSettings(ca, Optional.empty(), insecure, minRate);
    }
}
