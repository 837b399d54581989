package org.kubeos.kbimg.oci.registry;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.host.Progress;
import org.kubeos.kbimg.oci.Descriptor;
import org.kubeos.kbimg.oci.Digest;
import org.kubeos.kbimg.oci.ImageReference;
import org.kubeos.kbimg.oci.MediaTypes;
import org.kubeos.kbimg.oci.VerifiedContent;

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
        var hosts = Map.of(host(), HostSettings.INSECURE);
        var patience = Patience.DEFAULT.withPause(_ -> {});
        client = new RegistryClient(
                new RegistrySettings(hosts, patience, new Environment(Map.of()), 1 << 20), Progress.SILENT);
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void manifestsWithoutAnEndAreNotRead() {
        answer(exchange -> endless(exchange));
        refusesToResolve("a:v1", "more than 4194304 bytes");
    }

    @Test
    void layersWithoutAnEndAreNotRead() {
        answer(exchange -> endless(exchange));
        var layer = new Descriptor(MediaTypes.LAYER_GZIP, Digest.of(new byte[0]), 1000);
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> {
                    try (var in = new VerifiedContent(
                            client.repository(reference("a:v1")).open(layer, 0), layer, "it")) {
                        in.transferTo(OutputStream.nullOutputStream());
                    }
                })
                .withMessageContaining("gives more than the 1000 bytes");
    }

    @Test
    void redirectsEnd() {
        answer(exchange -> redirect(exchange, "/v2/a/elsewhere"));
        refusesToResolve("a:v1", "from one address to the next without an end");
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
        assertThatExceptionOfType(BuildException.class)
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
