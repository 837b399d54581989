package org.kubeos.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.oci.ContentStore;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.Images;
import org.kubeos.oci.MediaTypes;
import org.kubeos.oci.OciException;
import org.kubeos.oci.VerifiedContent;
import org.kubeos.process.Progress;

/** What a real registry never does. */
class HostileRegistryTest {

    private HttpServer server;
    private ExecutorService threads;
    private RegistryClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.start();
        client = client(RetryPolicy.DEFAULT, Map.of());
    }

    private RegistryClient client(RetryPolicy policy, Map<String, String> environment) {
        var hosts = Map.of(host(), HostSettings.INSECURE);
        return new RegistryClient(
                new RegistrySettings(
                        Images.APPLICATION, hosts, policy.withSleeper(_ -> {}), new Environment(environment), 1 << 20),
                Progress.SILENT);
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
        threads.shutdownNow();
    }

    /** Nothing is left at the registry of an upload that was only a question. */
    @Test
    void aPushIsAskedForBeforehand() throws IOException {
        var requests = new ArrayList<String>();
        answer(exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            if (exchange.getRequestMethod().equals("POST")) {
                exchange.getResponseHeaders().set("Location", "/v2/a/blobs/uploads/1");
                exchange.sendResponseHeaders(202, -1);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        });
        client.checkPush(reference("a:v1"));
        assertThat(requests).containsExactly("POST /v2/a/blobs/uploads/", "DELETE /v2/a/blobs/uploads/1");
    }

    @Test
    void aPushThatWouldBeRefusedIsSo() {
        answer(exchange -> exchange.sendResponseHeaders(403, -1));
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> client.checkPush(reference("a:v1")))
                .withMessageContaining("Can't push " + host() + "/a:v1: starting an upload failed: ")
                .withMessageContaining("Log in: skopeo login " + host());
    }

    @Test
    void manifestsWithoutAnEndAreNotRead() {
        answer(exchange -> endless(exchange));
        refusesToResolve("a:v1", "more than 4194304 bytes");
    }

    @Test
    void aTagIsMissingOnlyIfTheRegistrySaysSo() throws IOException {
        var status = new AtomicInteger(404);
        answer(exchange -> exchange.sendResponseHeaders(status.get(), -1));
        for (ContentStore store : List.of(client.repository(reference("a:v1")), client.writable(reference("a:v1")))) {
            status.set(404);
            assertThat(store.find("sha256-0.sig")).isEmpty();
            for (int other : List.of(401, 403, 410, 500)) {
                status.set(other);
                assertThatExceptionOfType(OciException.class)
                        .isThrownBy(() -> store.find("sha256-0.sig"))
                        .withMessageContaining("asking for the manifest of sha256-0.sig failed: ");
            }
        }
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> client.writable(reference("a:v1")).find("v1"))
                .withMessageStartingWith("Can't push " + host() + "/a: ");
    }

    @Test
    void layersWithoutAnEndAreNotRead() {
        answer(exchange -> endless(exchange));
        var layer = new Descriptor(MediaTypes.LAYER_GZIP, Digest.of(new byte[0]), 1000);
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> {
                    try (var in = new VerifiedContent(
                            client.repository(reference("a:v1")).open(layer, 0), layer, "it")) {
                        in.transferTo(OutputStream.nullOutputStream());
                    }
                })
                .withMessageContaining("has more than the 1000 bytes");
    }

    @Test
    void redirectsEnd() {
        answer(exchange -> redirect(exchange, "/v2/a/elsewhere"));
        refusesToResolve("a:v1", "redirects tester without end");
    }

    @Test
    void theApplicationNamesItself() {
        var agents = new ConcurrentLinkedQueue<String>();
        answer(exchange -> {
            agents.add(exchange.getRequestHeaders().getFirst("User-Agent"));
            exchange.sendResponseHeaders(404, -1);
        });
        refusesToResolve("a:v1", "answered 404");
        assertThat(agents).isNotEmpty().containsOnly("tester");
    }

    @Test
    void redirectsToOtherSchemesAreNotFollowed() {
        answer(exchange -> redirect(exchange, "file:///etc/passwd"));
        refusesToResolve("a:v1", "which is not HTTPS");
    }

    @Test
    void anotherManifestThanAskedForIsNotTaken() {
        answer(exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes());
        });
        refusesToResolve("a@" + Digest.of(new byte[1]), "is expected");
    }

    @Test
    void itsWordsAreMadePrintable() {
        answer(exchange -> {
            byte[] body = "{\"errors\": [{\"code\": \"DENIED\", \"message\": \"\\u001b[31mred\\n%s\"}]}"
                    .formatted("x".repeat(10_000))
                    .getBytes();
            exchange.sendResponseHeaders(403, body.length);
            exchange.getResponseBody().write(body);
        });
        refusesToResolve("a:v1", "DENIED:  [31mred xxx");
    }

    @Test
    void aTrickleIsGivenUp() throws IOException {
        client.close();
        client = client(RetryPolicy.DEFAULT.withRateWindow(Duration.ofMillis(200)), Map.of());
        var over = new CountDownLatch(1);
        var requests = new AtomicInteger();
        answer(exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            awaitQuietly(over);
        });

        refusesToResolve(
                "a:v1",
                "less than 1024 bytes a second arrived for 0.2s, again and again. If the network is that slow, allow less:"
                        + " registries: [{host: " + host() + ", minRate: 100B}]");

        over.countDown();
        assertThat(requests).hasValue(1 + RetryPolicy.DEFAULT.maxRetries());
    }

    @Test
    void aTrickleThatGetsOnEachTimeIsGivenUpToo() throws IOException {
        client.close();
        client = client(RetryPolicy.DEFAULT.withRateWindow(Duration.ofMillis(200)), Map.of());
        var over = new CountDownLatch(1);
        answer(exchange -> {
            exchange.getResponseHeaders()
                    .set(
                            "Content-Range",
                            exchange.getRequestHeaders()
                                            .getOrDefault("Range", List.of("bytes=0-"))
                                            .getFirst()
                                            .replace('=', ' ')
                                    + "999/1000");
            exchange.sendResponseHeaders(206, 1000);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            awaitQuietly(over);
        });
        var layer = new Descriptor(MediaTypes.LAYER_GZIP, Digest.of(new byte[0]), 1000);

        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> {
                    try (var in = client.repository(reference("a:v1")).open(layer, 0)) {
                        in.transferTo(OutputStream.nullOutputStream());
                    }
                })
                .withMessageContaining("less than 1024 bytes a second");
        over.countDown();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775807", "1e308", "-1", "\"soon\"", "null", "{}", "[[[]]]"})
    void lifetimesOfTokensMayBeAnything(String life) {
        answer(exchange -> {
            boolean token = exchange.getRequestURI().getPath().equals("/token");
            String body = token
                    ? "{\"token\": \"t\", \"expires_in\": " + life + ", \"issued_at\": \"9999-99-99T99\"}"
                    : "{\"errors\": [{\"code\": \"DENIED\", \"message\": \"the token came\"}]}";
            boolean shown = exchange.getRequestHeaders().containsKey("Authorization");
            exchange.getResponseHeaders()
                    .set("WWW-Authenticate", "Bearer realm=\"http://" + host() + "/token\",service=\"s\"");
            exchange.sendResponseHeaders(token ? 200 : shown ? 403 : 401, body.length());
            exchange.getResponseBody().write(body.getBytes());
        });
        refusesToResolve("a:v1", "the token came");
    }

    @Test
    void aPasswordIsNotSentToAHostThatPlainHttpNames(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("auth.json"), "{\"auths\": {\"" + host() + "\": {\"auth\": \"dTpw\"}}}");
        client.close();
        client = client(RetryPolicy.DEFAULT, Map.of("REGISTRY_AUTH_FILE", file.toString()));
        answer(exchange -> {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"https://evil.example:8443/token\"");
            exchange.sendResponseHeaders(401, -1);
        });
        refusesToResolve(
                "a:v1",
                "wants its credentials sent to the token server https://evil.example:8443, but it says so over plain HTTP");
    }

    @Test
    void endlessChallengesDoNotOverflowTheStack() {
        answer(exchange -> {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"" + "\\a".repeat(50_000) + "\"");
            exchange.sendResponseHeaders(401, -1);
        });
        refusesToResolve("a:v1", "401");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpHandler handler) {
        server.createContext("/", exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
    }

    private static void endless(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        var block = new byte[1 << 16];
        while (true) {
            exchange.getResponseBody().write(block);
        }
    }

    private static void redirect(HttpExchange exchange, String target) throws IOException {
        exchange.getResponseHeaders().set("Location", target);
        exchange.sendResponseHeaders(307, -1);
    }

    private void refusesToResolve(String name, String words) {
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> client.repository(reference(name)).resolve())
                .withMessageContaining("Can't pull " + host() + "/" + name)
                .withMessageContaining(words);
    }

    private ImageReference reference(String name) {
        return ImageReference.parse(host() + "/" + name);
    }

    private String host() {
        return "localhost:" + server.getAddress().getPort();
    }
}
