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
 * The proxies that the environment names, as curl and Go understand it: {@code HTTPS_PROXY}, {@code HTTP_PROXY} and
 * {@code NO_PROXY}, or the same in lower case. What lies on this machine is never asked through a proxy.
 */
final class Proxies extends ProxySelector {

    private static final int DEFAULT_PORT = 80;

    static {
        // Java keeps passwords from proxies for HTTPS, unless this is set before its HTTP client is loaded. Here only
        // those
        // are shown to a proxy that the environment names for it.
        System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    }

    private final Environment environment;

    Proxies(Environment environment) {
        this.environment = environment;
    }

    /** The value of Proxy-Authorization for the proxy that {@code target} is asked through, if that wants one. */
    Optional<String> authorization(URI target) {
        return proxyFor(target).map(URI::getUserInfo).map(both -> {
            byte[] plain = both.getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(plain);
        });
    }

    /** For people: the proxy's host and port, without what it is shown. */
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
        // The request itself fails, too, and tells why.
    }

    private Optional<URI> proxyFor(URI target) {
        return isDirect(host(target), target.getPort()) ? Optional.empty() : forScheme(target.getScheme());
    }

    private Optional<URI> forScheme(String scheme) {
        return variable(scheme + "_proxy").map(Proxies::parse);
    }

    private static URI parse(String value) {
        try {
            URI proxy = URI.create(value.contains("://") ? value : "http://" + value);
            if (proxy.getHost() != null && proxy.getScheme().equals("http")) {
                return proxy;
            }
        } catch (IllegalArgumentException e) {
            // Told below, without the value: it may hold a password.
        }
        throw new InvalidProxyException(
                "The proxy that HTTP_PROXY or HTTPS_PROXY names is not of the form http://HOST:PORT.");
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

    /** A host, a domain with all below it, either with a port; an asterisk is everything. */
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
