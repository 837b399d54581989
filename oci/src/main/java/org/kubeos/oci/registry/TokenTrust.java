package org.kubeos.oci.registry;

import java.net.URI;
import java.util.Set;

/**
 * Decides which token servers get a registry's credentials. A registry names its token server in a challenge, which an
 * attacker on the network can change over plain HTTP.
 *
 * @param registry that sent the challenge
 */
record TokenTrust(URI registry, RegistrySettings settings) {

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * Over TLS on both sides, credentials go to the server that the registry names. Otherwise they stay on the registry's
     * host, on this machine, or go to a host that the config calls insecure as well.
     *
     * @throws UnexpectedStatusException if credentials must not be sent to {@code realm}
     */
    void check(URI realm) throws UnexpectedStatusException {
        boolean announcedOverTls = isHttps(registry);
        boolean trusted = announcedOverTls
                ? isHttps(realm)
                : isSameHost(realm) || isLoopback(registry) && isLoopback(realm) || isCalledInsecure(realm);
        if (!trusted) {
            throw new UnexpectedStatusException(registry.getAuthority()
                    + " wants its credentials sent to the token server "
                    + realm.getScheme() + "://" + realm.getAuthority() + ", but "
                    + (announcedOverTls
                            ? "that is not HTTPS"
                            : "it says so over plain HTTP, which anyone on the network can change. If it is right, add"
                                    + " registries: [{host: \"" + realm.getAuthority() + "\", insecure: true}]"));
        }
    }

    private boolean isSameHost(URI realm) {
        return registry.getHost().equalsIgnoreCase(realm.getHost());
    }

    private boolean isCalledInsecure(URI realm) {
        return settings.hosts()
                .getOrDefault(String.valueOf(realm.getAuthority()), HostSettings.DEFAULT)
                .insecure();
    }

    private static boolean isHttps(URI address) {
        return "https".equalsIgnoreCase(address.getScheme());
    }

    /** By the name alone, since others control what a name resolves to. */
    private static boolean isLoopback(URI address) {
        return LOOPBACK_NAMES.contains(String.valueOf(address.getHost()));
    }
}
