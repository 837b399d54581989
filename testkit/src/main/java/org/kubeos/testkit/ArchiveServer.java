package org.kubeos.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A web server on this machine's loopback that has one file, and fails in the ways that it is told. */
public final class ArchiveServer implements AutoCloseable {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");

    private final HttpServer server;
    private final Path file;
    private final Behavior behavior;
    private final AtomicInteger transfers = new AtomicInteger();
    private final List<String> ranges = new CopyOnWriteArrayList<>();

    /**
     * @param name of the only file that it has
     * @param broken so many transfers break off, each {@code breakAfter} bytes behind its start
     * @param resumes whether it continues where a client asks it to
     */
    public record Behavior(String name, int broken, long breakAfter, boolean resumes) {

        public static Behavior good(String name) {
            return new Behavior(name, 0, 0, true);
        }
    }

    private ArchiveServer(HttpServer server, Path file, Behavior behavior) {
        this.server = server;
        this.file = file;
        this.behavior = behavior;
    }

    public static ArchiveServer serve(Path file, Behavior behavior) {
        try {
            return new ArchiveServer(HttpServer.create(loopback(), 0), file, behavior).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With TLS, as the server that {@code certificates} are for. */
    public static ArchiveServer serve(Path file, Behavior behavior, TestCertificates certificates) {
        try {
            HttpsServer server = HttpsServer.create(loopback(), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(certificates.serverContext()));
            return new ArchiveServer(server, file, behavior).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private ArchiveServer start() {
        server.createContext("/", this::answer);
        server.start();
        return this;
    }

    private int port() {
        return server.getAddress().getPort();
    }

    /** Where a guest of QEMU's finds the file. */
    public String urlForGuests() {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return scheme + "://10.0.2.2:" + port() + "/" + behavior.name;
    }

    /** The ranges that clients have asked for, in their order; an empty text stands for the whole file. */
    public List<String> ranges() {
        return List.copyOf(ranges);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            if (!exchange.getRequestURI().getPath().equals("/" + behavior.name)) {
                exchange.sendResponseHeaders(404, -1);
            } else if (head) {
                exchange.getResponseHeaders().set("Content-Length", String.valueOf(Files.size(file)));
                exchange.sendResponseHeaders(200, -1);
            } else {
                send(exchange);
            }
        }
    }

    private void send(HttpExchange exchange) throws IOException {
        String header =
                exchange.getRequestHeaders().getOrDefault("Range", List.of("")).getFirst();
        ranges.add(header);
        Matcher range = RANGE.matcher(header);
        long size = Files.size(file);
        boolean partial = behavior.resumes && range.matches();
        long start = partial ? Long.parseLong(range.group(1)) : 0;
        if (partial) {
            exchange.getResponseHeaders().set("Content-Range", "bytes " + start + "-" + (size - 1) + "/" + size);
        }
        exchange.sendResponseHeaders(partial ? 206 : 200, size - start);
        boolean breaks = transfers.getAndIncrement() < behavior.broken;
        long length = breaks ? Math.min(behavior.breakAfter, size - start) : size - start;
        try (InputStream input = Files.newInputStream(file)) {
            input.skipNBytes(start);
            copy(input, exchange.getResponseBody(), length);
        }
    }

    private static void copy(InputStream input, OutputStream output, long length) throws IOException {
        var buffer = new byte[1 << 16];
        for (long left = length; left > 0; ) {
            int count = input.readNBytes(buffer, 0, (int) Math.min(buffer.length, left));
            output.write(buffer, 0, count);
            left -= count;
        }
        output.flush();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
