package org.kubeos.kbimg.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.host.Progress;
import org.kubeos.kbimg.oci.Digest;
import org.kubeos.kbimg.oci.Image;
import org.kubeos.kbimg.oci.ImageReference;
import org.kubeos.kbimg.oci.registry.HostSettings.ClientCertificate;
import org.kubeos.testkit.DockerRegistry;
import org.kubeos.testkit.Fault;
import org.kubeos.testkit.Skopeo;
import org.kubeos.testkit.TestCertificates;
import org.kubeos.testkit.Tinyproxy;
import org.kubeos.testkit.TokenServer;
import org.kubeos.testkit.Tool;

/** Who may reach docker-registry, and what those are told who may not. */
class AccessIT {

    private static final String USER = "builder";
    private static final String PASSWORD = "pass:word é";

    @TempDir
    private static Path shared;

    private static TestCertificates certificates;
    private static Image image;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Path directory;

    @BeforeAll
    static void prepare() throws IOException {
        certificates = TestCertificates.create(shared.resolve("certificates"));
        image = TestImage.create(shared, 5, 3 * FaultyRegistry.CHUNK, 1000);
    }

    @BeforeEach
    void makeDirectory(TestInfo test) throws IOException {
        directory = Files.createDirectory(
                shared.resolve(test.getTestMethod().orElseThrow().getName()));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void anAuthorityOfOnesOwnIsTrustedWhenNamed() throws Exception {
        String host =
                opened(DockerRegistry.startWithTls(directory, certificates)).host();
        assertThat(push(host, trusting(), noCredentials()))
                .isEqualTo(image.digest().toString());
        assertThat(Skopeo.digest("docker://" + host + "/a:v1", "--tls-verify=false"))
                .isEqualTo(image.digest().toString());

        refuses(
                host,
                HostSettings.DEFAULT,
                "no trusted authority has signed",
                "registries: [{host: " + host + ", ca: ");
    }

    @Test
    void aRegistryMayAskForACertificate() throws Exception {
        String host = opened(DockerRegistry.startWithMutualTls(directory, certificates))
                .host();
        var identity = new ClientCertificate(certificates.client(), certificates.clientKey());
        var known = new HostSettings(Optional.of(certificates.authority()), Optional.of(identity), false);
        assertThat(push(host, known, noCredentials())).isEqualTo(image.digest().toString());

        refuses(host, trusting(), "client certificate", "clientCertificate: FILE, clientKey: FILE");
    }

    @Test
    void keysInOtherFormsAreExplained() throws Exception {
        Path old = directory.resolve("old.key");
        Tool.run(
                        "openssl",
                        "rsa",
                        "-traditional",
                        "-in",
                        certificates.clientKey().toString(),
                        "-out",
                        old.toString())
                .expectSuccess();
        var identity = new ClientCertificate(certificates.client(), old);
        var settings = new HostSettings(Optional.empty(), Optional.of(identity), false);
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> push("localhost:1", settings, noCredentials()))
                .withMessageContaining("openssl pkcs8 -topk8 -nocrypt");

        Path converted = directory.resolve("new.key");
        Tool.run("openssl", "pkcs8", "-topk8", "-nocrypt", "-in", old.toString(), "-out", converted.toString())
                .expectSuccess();
        assertThat(new PemFile(converted).privateKey("RSA"))
                .isEqualTo(new PemFile(certificates.clientKey()).privateKey("RSA"));
    }

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
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> push(host, trusting(), credentials(host, USER + ":wrong")))
                .withMessageContaining("It was shown the password of " + USER)
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
                Patience.DEFAULT,
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
                registry.port(), Patience.DEFAULT, environment, request -> request.length() > 0 ? delay : Fault.NONE));
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
                Patience.DEFAULT,
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

    @Test
    void whatIsNotThereIsExplained() throws Exception {
        String host = opened(DockerRegistry.start(directory)).host();
        push(host, HostSettings.INSECURE, noCredentials());
        try (var client = client(host, HostSettings.INSECURE, noCredentials())) {
            for (String name : List.of("/b:v1", "/a:v2", "/a@" + Digest.of(new byte[1]))) {
                assertThatExceptionOfType(BuildException.class)
                        .isThrownBy(() -> client.repository(ImageReference.parse(host + name))
                                .resolve())
                        .withMessageContaining("Can't pull " + host + name)
                        .withMessageContaining("404 (")
                        .withMessageContaining("Is there such a repository and such a tag?");
            }
        }
        refuses(host, HostSettings.DEFAULT, "does not speak HTTPS", "insecure: true");
        refuses("registry.invalid", HostSettings.DEFAULT, "there is no host registry.invalid");
        String nobody = "localhost:" + unusedPort();
        refuses(nobody, HostSettings.INSECURE, "nothing answers at " + nobody);
    }

    @Test
    void proxiesAreThoseOfTheEnvironment() throws Exception {
        Tinyproxy proxy = opened(Tinyproxy.start(directory, "proxyuser", "p.ss"));
        String url = "http://proxyuser:p%2Ess@" + proxy.host();
        // This machine, by a name that is not asked for directly.
        String plain = "0.0.0.0:"
                + opened(DockerRegistry.start(directory.resolve("plain"))).port();
        String tls = "0.0.0.0:"
                + opened(DockerRegistry.startWithTls(directory.resolve("tls"), certificates))
                        .port();

        push(plain, HostSettings.INSECURE, new Environment(Map.of("http_proxy", url)));
        push(tls, trusting(), new Environment(Map.of("HTTPS_PROXY", url)));
        assertThat(proxy.log()).contains("http://" + plain + "/v2/a/manifests/v1", "CONNECT " + tls);

        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> push(
                        plain,
                        HostSettings.INSECURE,
                        new Environment(Map.of("HTTP_PROXY", "http://me:secret@" + proxy.host()))))
                .withMessageContaining("through the proxy " + proxy.host())
                .withMessageNotContaining("secret");
        var direct = Map.of("HTTP_PROXY", "http://localhost:1", "NO_PROXY", "example.org,0.0.0.0");
        push(plain, HostSettings.INSECURE, new Environment(direct));
    }

    private String push(String host, HostSettings settings, Environment environment) throws IOException {
        try (var client = client(host, settings, environment)) {
            return client.push(image, reference(host)).toString();
        }
    }

    private void refuses(String host, HostSettings settings, String... words) {
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> push(host, settings, noCredentials()))
                .satisfies(e -> assertThat(e.getMessage())
                        .startsWith("Can't push " + host + "/a:v1: uploading ")
                        .contains(words));
    }

    private static RegistryClient client(String host, HostSettings settings, Environment environment) {
        Patience patience = Patience.DEFAULT.withPause(_ -> {});
        return new RegistryClient(
                new RegistrySettings(Map.of(host, settings), patience, environment, FaultyRegistry.CHUNK),
                Progress.SILENT);
    }

    private static int unusedPort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private HostSettings trusting() {
        return new HostSettings(Optional.of(certificates.authority()), Optional.empty(), false);
    }

    private Environment noCredentials() {
        return new Environment(Map.of("HOME", directory.resolve("nobody").toString()));
    }

    private Environment credentials(String host, String userAndPassword) throws IOException {
        String auth = Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
        Path file = Files.writeString(
                directory.resolve("auth.json"), "{\"auths\": {\"" + host + "\": {\"auth\": \"" + auth + "\"}}}");
        return new Environment(Map.of("REGISTRY_AUTH_FILE", file.toString()));
    }

    private TokenServer tokens(Duration life) throws IOException {
        return opened(TokenServer.start(certificates, USER + ":" + PASSWORD, "identity", life));
    }

    private static ImageReference reference(String host) {
        return ImageReference.parse(host + "/a:v1");
    }

    private <T extends AutoCloseable> T opened(T one) {
        open.add(one);
        return one;
    }
}
