package org.kubeos.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.oci.Images;
import org.kubeos.oci.json.Json;

/** What a token server says of its tokens, and which one is shown what a user has. */
class TokenServerTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "300                  | 240",
                "1.5                  | 1.2",
                "\"300\"                | 240",
                "0                    | 48",
                "-1                   | 48",
                "-9223372036854775808 | 48",
                "86400                | 69120",
                "86401                | 69120",
                "9223372036854775807  | 69120",
                "99999999999999999999999999999 | 69120",
                "1e400                | 69120",
                "\"soon\"               | 48",
                "null                 | 48",
                "[]                   | 48",
            })
    void lifetimesAreMadeSound(String expiresIn, double seconds) throws JsonProcessingException {
        assertThat(TokenServer.life(Json.read(expiresIn))).isEqualTo(Duration.ofMillis((long) (seconds * 1000)));
    }

    @ParameterizedTest
    @CsvSource({
        "https://registry.example,      https://auth.example/token",
        "https://registry.example:5000, https://registry.example/token",
        "http://registry.example:5000,  http://registry.example:5000/token",
        "http://registry.example:5000,  https://registry.example/token",
        "http://localhost:5000,         http://127.0.0.1:5001/token",
        "http://registry.example,       http://insecure.example:5001/token",
    })
    void credentialsAreShownTo(URI registry, URI realm) {
        assertThatCode(() -> trust(registry).check(realm)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "https://registry.example,     http://auth.example/token,          that is not HTTPS",
        "https://registry.example,     http://insecure.example:5001/token, that is not HTTPS",
        "https://registry.example,     http://registry.example/token,      that is not HTTPS",
        "http://registry.example,      https://auth.example/token,         over plain HTTP",
        "http://registry.example,      http://auth.example/token,          over plain HTTP",
        "http://registry.example,      http://localhost:5001/token,        over plain HTTP",
        "http://localhost:5000,        https://auth.example/token,         over plain HTTP",
        "http://localhost:5000,        http://localhost.example/token,     over plain HTTP",
    })
    void credentialsAreNotShownTo(URI registry, URI realm, String reason) {
        assertThatThrownBy(() -> trust(registry).check(realm))
                .isInstanceOf(UnexpectedStatusException.class)
                .hasMessageContaining("the token server " + realm.getScheme() + "://" + realm.getAuthority())
                .hasMessageContaining(reason);
    }

    private static TokenTrust trust(URI registry) {
        return new TokenTrust(
                registry,
                new RegistrySettings(
                        Images.APPLICATION,
                        Map.of("insecure.example:5001", HostSettings.INSECURE),
                        RetryPolicy.DEFAULT,
                        new Environment(Map.of()),
                        1));
    }
}
