package org.kubeos.agent.api;

import java.util.Optional;

/**
 * What a caller wants the other slot to hold.
 *
 * @param image the name of an image, a path or a URL
 * @param digest that of the image, or of the file that a URL or path leads to: {@code sha256:} and 64 hexadecimal digits
 * @param version the version that the image must say it has
 * @param insecure takes an image that no trusted key has signed
 * @param digestVouches takes an image of that digest also unsigned, on a node whose image names nobody who is trusted
 * @param plainHttp takes a URL that begins with {@code http:}
 * @param allowDowngrade takes an image that is older than the running system
 * @param dryRun finds out what would be fetched, and writes nothing
 * @param bandwidth most bytes per second; empty: as the image's config says
 * @param certificates names of PEM files for the server of a URL
 */
public record UpgradeOrder(
        String image,
        Optional<String> digest,
        Optional<String> version,
        boolean insecure,
        boolean digestVouches,
        boolean plainHttp,
        boolean allowDowngrade,
        boolean dryRun,
        Optional<Long> bandwidth,
        Certificates certificates) {

    /**
     * Names of files in the directory that the original's agent keeps them in.
     *
     * @param ca the authority that signed the server's certificate
     * @param client the certificate that the agent shows
     * @param key the key of that
     */
    public record Certificates(Optional<String> ca, Optional<String> client, Optional<String> key) {

        /** Those of the system. */
        public static final Certificates SYSTEM =
                new Certificates(Optional.empty(), Optional.empty(), Optional.empty());

        /** Whether nothing is named. */
        public boolean isSystem() {
            return equals(SYSTEM);
        }
    }
}
