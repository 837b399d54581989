package org.kubeos.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kubeos.oci.OciException;
import org.kubeos.testkit.DockerRegistry;
import org.kubeos.testkit.Fault;
import org.kubeos.testkit.Skopeo;
import org.kubeos.testkit.TokenServer;

/** Passwords and tokens that docker-registry asks for. */
class CredentialsIT extends AccessFixture {

    @Test
    void aPasswordOpens() throws Exception {
        String host = opened(DockerRegistry.startWithPassword(directory, certificates, USER, PASSWORD))
                .host();
        assertThat(push(host, trusting(), credentials(host, USER + ":" + PASSWORD)))
                .isEqualTo(image.digest().toString());
        assertThat(Skopeo.digest(
                        "docker://" + host + "/a:v1", "--tls-verify=false", "--creds=" + USER + ":" + PASSWORD))
                .isEqualTo(image.digest().toString());

        refuses(host, trusting(), "401", "No credentials for " + host + " were found in ", "auth.json", "skopeo login");
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> push(host, trusting(), credentials(host, USER + ":wrong")))
                .withMessageContaining("The registry was given the password of " + USER)
                .withMessageNotContaining("wrong");
    }

    @Test
    void tokensAreFetchedForWhatIsDone() throws Exception {
        TokenServer tokens = tokens(Duration.ofMinutes(5));
        String host = opened(DockerRegistry.startWithTokens(directory, tokens)).host();
        assertThat(push(host, HostSettings.INSECURE, credentials(host, USER + ":" + PASSWORD)))
                .isEqualTo(image.digest().toString());
        assertThat(tokens.scopes()).containsExactly("repository:a:pull,push");

        try (var client = client(host, HostSettings.INSECURE, credentials(host, USER + ":" + PASSWORD))) {
            assertThat(client.repository(reference(host)).resolve().digest()).isEqualTo(image.digest());
        }
        assertThat(tokens.scopes()).containsExactly("repository:a:pull,push", "repository:a:pull");
        refuses(host, HostSettings.INSECURE, "401", "No credentials");
    }

    @Test
    void identityTokensAreExchanged() throws Exception {
        TokenServer tokens = tokens(Duration.ofMinutes(5));
        String host = opened(DockerRegistry.startWithTokens(directory, tokens)).host();
        Path config = Files.writeString(
                directory.resolve("auth.json"), "{\"auths\": {\"" + host + "\": {\"identitytoken\": \"identity\"}}}");
        assertThat(push(host, HostSettings.INSECURE, new Environment(Map.of("REGISTRY_AUTH_FILE", config.toString()))))
                .isEqualTo(image.digest().toString());
    }

    @Test
    void aTokenThatExpiresInMidTransferIsRenewed() throws Exception {
        TokenServer tokens = tokens(Duration.ofMinutes(5));
        DockerRegistry registry = opened(DockerRegistry.startWithTokens(directory, tokens));
        var chunks = new AtomicInteger();
        Path config = directory.resolve("auth.json");
        var environment = new Environment(Map.of("REGISTRY_AUTH_FILE", config.toString()));
        var faulty = opened(FaultyRegistry.before(
                registry.port(),
                RetryPolicy.DEFAULT,
                environment,
                request -> request.method().equals("PATCH") && chunks.incrementAndGet() == 2
                        ? new Fault.Answer(
                                401,
                                300_000,
                                "WWW-Authenticate: Bearer realm=\"" + tokens.realm()
                                        + "\",service=\"test-registry\",scope=\"repository:a:pull,push\",error=\"invalid_token\"\r\n")
                        : Fault.NONE));
        credentials(faulty.proxy().host(), USER + ":" + PASSWORD);

        faulty.client().push(image, faulty.reference("a:v1"));

        assertThat(tokens.scopes()).hasSize(2);
        assertThat(faulty.asked("PATCH", "uploads")).hasSize(4);
        assertThat(faulty.asked("PUT", "manifests").getFirst().head()).contains("Authorization: Bearer ");
    }

    @Test
    void aTokenThatIsTooOldIsNotUsed() throws Exception {
        TokenServer tokens = tokens(Duration.ofSeconds(1));
        DockerRegistry registry = opened(DockerRegistry.startWithTokens(directory, tokens));
        Path config = directory.resolve("auth.json");
        var environment = new Environment(Map.of("REGISTRY_AUTH_FILE", config.toString()));
        var delay = new Fault.InBody(Fault.Direction.REQUEST, Fault.Blow.DELAY, 0);
        var faulty = opened(FaultyRegistry.before(
                registry.port(),
                RetryPolicy.DEFAULT,
                environment,
                request -> request.length() > 0 ? delay : Fault.NONE));
        credentials(faulty.proxy().host(), USER + ":" + PASSWORD);

        faulty.client().push(image, faulty.reference("a:v1"));

        assertThat(tokens.scopes()).hasSizeGreaterThan(1);
    }

    @Test
    void credentialsStayWithTheirHost() throws Exception {
        DockerRegistry registry = opened(DockerRegistry.start(directory));
        push(registry.host(), HostSettings.INSECURE, noCredentials());
        var elsewhere = opened(FaultyRegistry.before(registry.port(), _ -> Fault.NONE));
        Path config = directory.resolve("auth.json");
        var environment = new Environment(Map.of("REGISTRY_AUTH_FILE", config.toString()));
        var asked = new AtomicInteger();
        // The registry wants a password, and then sends whoever shows it to another host.
        var faulty = opened(FaultyRegistry.before(
                registry.port(),
                RetryPolicy.DEFAULT,
                environment,
                request -> !request.path().contains("blobs")
                        ? Fault.NONE
                        : asked.incrementAndGet() == 1
                                ? new Fault.Answer(401, 0, "WWW-Authenticate: Basic realm=\"test\"\r\n")
                                : new Fault.Answer(
                                        307,
                                        0,
                                        "Location: http://" + elsewhere.proxy().host() + request.path() + "\r\n")));
        credentials(faulty.proxy().host(), USER + ":" + PASSWORD);
        var layer = image.layers().getFirst().descriptor();

        try (var in = faulty.client().repository(faulty.reference("a:v1")).open(layer, 0)) {
            assertThat(TestImage.digest(in)).isEqualTo(layer.digest());
        }
        assertThat(faulty.asked("GET", "blobs").getLast().head()).contains("Authorization: Basic ");
        assertThat(elsewhere.proxy().requests())
                .hasSize(1)
                .noneMatch(request -> request.head().contains("Authorization"));
    }

    private TokenServer tokens(Duration life) throws IOException {
        return opened(TokenServer.start(certificates, USER + ":" + PASSWORD, "identity", life));
    }
}
