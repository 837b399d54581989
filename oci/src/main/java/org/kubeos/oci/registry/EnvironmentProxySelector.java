package org.kubeos.oci.registry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kubeos.oci.InvalidProxyException;

/**
 * Selects the proxies of the environment as curl and Go do: {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}, or
 * the same in lower case. Loopback addresses never use a proxy.
 */
final class EnvironmentProxySelector extends ProxySelector {

    private static final int DEFAULT_PORT = 80;
    private static final int MAX_PORT = 65535;

    static {
        // By default, Java sends no passwords to proxies for HTTPS. This must be set before its HTTP client is loaded.
        // A proxy gets only the password that the environment has for it.
        System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    }

    private final Environment environment;

    EnvironmentProxySelector(Environment environment) {
        this.environment = environment;
    }

    /** The Proxy-Authorization header for the proxy of {@code target}, if the environment has a password for it. */
    Optional<String> authorization(URI target) {
        return proxyFor(target).map(URI::getUserInfo).map(both -> {
            byte[] plain = both.getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(plain);
        });
    }

    /** The proxy's host and port, without user and password, for messages. */
    Optional<String> describe(URI target) {
        return proxyFor(target).map(proxy -> proxy.getHost() + ":" + port(proxy));
    }

    @Override
    public List<Proxy> select(URI target) {
        return List.of(proxyFor(target)
                .map(proxy ->
                        new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), port(proxy))))
                .orElse(Proxy.NO_PROXY));
    }

    @Override
    public void connectFailed(URI target, SocketAddress proxy, IOException failure) {
        // The request itself fails as well, with the reason.
    }

    private Optional<URI> proxyFor(URI target) {
        return isDirect(host(target), target.getPort()) ? Optional.empty() : forScheme(target.getScheme());
    }

    private Optional<URI> forScheme(String scheme) {
        return variable(scheme + "_proxy").map(EnvironmentProxySelector::parse);
    }

    private static URI parse(String value) {
        try {
            URI proxy = URI.create(value.contains("://") ? value : "http://" + value);
            boolean hasPort = proxy.getPort() < 0 || proxy.getPort() >= 1 && proxy.getPort() <= MAX_PORT;
            if (proxy.getHost() != null && proxy.getScheme().equals("http") && hasPort) {
                return proxy;
            }
        } catch (IllegalArgumentException e) {
            // Reported below without the value, which may hold a password.
        }
        throw new InvalidProxyException(
                "The proxy that HTTP_PROXY or HTTPS_PROXY names is not of the form http://HOST:PORT, with a port from 1 to"
                        + " 65535.");
    }

    private boolean isDirect(String host, int port) {
        if (host.equals("localhost") || host.startsWith("127.") || host.equals("::1")) {
            return true;
        }
        return variable("no_proxy").stream()
                .flatMap(list -> Arrays.stream(list.split(",")))
                .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                .anyMatch(entry -> matches(entry, host, port));
    }

    /** Whether a host, or a domain and its subdomains, matches, optionally with a port; an asterisk matches everything. */
    private static boolean matches(String entry, String host, int port) {
        int colon = entry.lastIndexOf(':');
        if (colon > 0 && entry.substring(colon + 1).equals(String.valueOf(port))) {
            return matches(entry.substring(0, colon), host, -1);
        }
        String domain = entry.replaceFirst("^\\*?\\.", "");
        return entry.equals("*") || !domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain));
    }

    private Optional<String> variable(String lowerCase) {
        return environment.get(lowerCase).or(() -> environment.get(lowerCase.toUpperCase(Locale.ROOT)));
    }

    private static String host(URI target) {
        return target.getHost().replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT);
    }

    private static int port(URI proxy) {
        return proxy.getPort() < 0 ? DEFAULT_PORT : proxy.getPort();
    }
}
