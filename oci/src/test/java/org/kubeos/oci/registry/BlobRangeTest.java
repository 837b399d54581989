package org.kubeos.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.Images;
import org.kubeos.oci.MediaTypes;
import org.kubeos.oci.OciException;
import org.kubeos.process.Progress;

/** Parts of blobs, and files on web servers. */
class BlobRangeTest {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    private final byte[] content = new byte[100_000];
    private final Descriptor blob;
    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private RegistryClient client;

    BlobRangeTest() {
        new Random(1).nextBytes(content);
        blob = Descriptor.of(MediaTypes.LAYER, content);
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        client = new RegistryClient(
                new RegistrySettings(
                        Images.APPLICATION,
                        Map.of(host(), HostSettings.INSECURE),
                        RetryPolicy.DEFAULT.withSleeper(_ -> {}),
                        new Environment(Map.of()),
                        1 << 20),
                Progress.SILENT);
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private String host() {
        return "localhost:" + server.getAddress().getPort();
    }

    private Repository repository() {
        return client.repository(ImageReference.parse(host() + "/a:v1"));
    }

    /** @param most bytes of an answer, after which the connection ends */
    private void serve(boolean knowsRanges, int most) {
        server.createContext("/", exchange -> {
            try (exchange) {
                String asked = exchange.getRequestHeaders().getFirst("Range");
                ranges.add(String.valueOf(asked));
                Matcher range = RANGE.matcher(String.valueOf(asked));
                if (!knowsRanges || !range.matches()) {
                    send(exchange, 200, 0, content.length, most);
                    return;
                }
                int from = Integer.parseInt(range.group(1));
                int to = range.group(2).isEmpty() ? content.length : Integer.parseInt(range.group(2)) + 1;
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + content.length);
                send(exchange, 206, from, to, most);
            }
        });
    }

    private void send(HttpExchange exchange, int status, int from, int to, int most) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(to - from));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        int count = Math.min(to - from, most);
        exchange.sendResponseHeaders(status, count);
        exchange.getResponseBody().write(content, from, count);
    }

    private byte[] part(int from, int length) {
        return Arrays.copyOfRange(content, from, from + length);
    }

    @Test
    void givesAPart() throws IOException {
        serve(true, Integer.MAX_VALUE);
        try (InputStream in = repository().openRange(blob, 500, 1000).orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo(part(500, 1000));
        }
        assertThat(ranges).containsExactly("bytes=500-1499");
    }

    /** Servers may send less than was asked for. Source: RFC 9110, section 15.3.7. */
    @Test
    void asksForTheRest() throws IOException {
        serve(true, 400);
        try (InputStream in = repository().openRange(blob, 500, 1000).orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo(part(500, 1000));
        }
        assertThat(ranges).containsExactly("bytes=500-1499", "bytes=900-1499", "bytes=1300-1499");
    }

    @Test
    void saysThatThereAreNoPartsAndAsksNoMore() throws IOException {
        serve(false, Integer.MAX_VALUE);
        Repository repository = repository();
        assertThat(repository.openRange(blob, 500, 1000)).isEmpty();
        assertThat(repository.openRange(blob, 0, 10)).isEmpty();
        assertThat(ranges).containsExactly("bytes=500-1499");
        try (InputStream in = repository.open(blob, 0)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void fetchesAFile() throws IOException {
        serve(true, 60_000);
        WebFile file = client.file(URI.create("http://" + host() + "/files/update.img"));
        Descriptor described = file.describe(blob.digest());
        assertThat(described.size()).isEqualTo(content.length);
        try (InputStream in = file.open(described)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
        assertThat(ranges).containsExactly("null", "null", "bytes=60000-");
    }

    @Test
    void saysWhichFileIsMissing() {
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(404, -1);
            }
        });
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> client.file(URI.create("http://" + host() + "/files/update.img"))
                        .describe(blob.digest()))
                .withMessageContaining("Can't fetch " + host() + "/files/update.img: asking for its size failed")
                .withMessageContaining("404");
    }
}
