package org.kubeos.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.oci.InvalidProxyException;

class EnvironmentProxySelectorTest {

    @Test
    void eachSchemeHasItsOwn() {
        var proxies =
                proxies(Map.of("HTTPS_PROXY", "proxy.example.org:3128", "http_proxy", "http://other.example.org"));
        assertThat(proxies.describe(URI.create("https://registry.example.org/v2/")))
                .contains("proxy.example.org:3128");
        assertThat(proxies.describe(URI.create("http://registry.example.org/v2/")))
                .contains("other.example.org:80");
        assertThat(proxies(Map.of("HTTPS_PROXY", "")).describe(URI.create("https://registry.example.org/")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "registry.example.org, true",
        "example.org, true",
        ".example.org, true",
        "*.Example.org, true",
        "*, true",
        "a.example.com, false",
        "ample.org, false",
        "registry.example.org:5000, true",
        "registry.example.org:5001, false",
        "'x, registry.example.org ', true",
        "',', false"
    })
    void someHostsAreAskedDirectly(String list, boolean direct) {
        var proxies = proxies(Map.of("HTTPS_PROXY", "http://proxy.example.org", "NO_PROXY", list));
        assertThat(proxies.describe(URI.create("https://registry.example.org:5000/"))
                        .isEmpty())
                .isEqualTo(direct);
    }

    @ParameterizedTest
    @CsvSource({"localhost", "127.0.0.1", "[::1]"})
    void thisMachineIsAskedDirectly(String host) {
        var proxies = proxies(Map.of("HTTPS_PROXY", "http://proxy.example.org"));
        assertThat(proxies.describe(URI.create("https://" + host + ":5000/"))).isEmpty();
    }

    @Test
    void passwordsAreShownToTheProxyAndToldToNobody() {
        var proxies = proxies(Map.of("HTTPS_PROXY", "http://me:s%40cret@proxy.example.org:8080"));
        var registry = URI.create("https://registry.example.org/");
        assertThat(proxies.authorization(registry)).contains("Basic bWU6c0BjcmV0");
        assertThat(proxies.describe(registry)).contains("proxy.example.org:8080");
        assertThatExceptionOfType(InvalidProxyException.class)
                .isThrownBy(() -> proxies(Map.of("HTTPS_PROXY", "socks5://me:secret@proxy.example.org"))
                        .select(registry))
                .withMessageContaining("http://HOST:PORT")
                .withMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({"http://proxy.example.org:0", "proxy.example.org:65536", "http://proxy.example.org:99999999999"})
    void portsAreInRange(String proxy) {
        assertThatExceptionOfType(InvalidProxyException.class)
                .isThrownBy(
                        () -> proxies(Map.of("HTTPS_PROXY", proxy)).select(URI.create("https://registry.example.org/")))
                .withMessageContaining("http://HOST:PORT, with a port from 1 to 65535");
    }

    private static EnvironmentProxySelector proxies(Map<String, String> variables) {
        return new EnvironmentProxySelector(new Environment(variables));
    }
}
