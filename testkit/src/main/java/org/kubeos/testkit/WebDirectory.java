package org.kubeos.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** A directory that this machine, and none else, can read over HTTP. */
public final class WebDirectory implements AutoCloseable {

    private final HttpServer server;
    private final String scheme;
    private final Path directory;
    private volatile Predicate<String> cutOff = _ -> false;

    private WebDirectory(HttpServer server, String scheme, Path directory) {
        this.server = server;
        this.scheme = scheme;
        this.directory = directory.toAbsolutePath();
    }

    public static WebDirectory serve(Path directory) throws IOException {
        return new WebDirectory(HttpServer.create(loopback(), 0), "http", directory).start();
    }

    /** With TLS, as the server that {@code certificates} are for. */
    public static WebDirectory serve(Path directory, TestCertificates certificates) throws IOException {
        HttpsServer server = HttpsServer.create(loopback(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificates.serverContext()));
        return new WebDirectory(server, "https", directory).start();
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private WebDirectory start() {
        HttpHandler files = SimpleFileServer.createFileHandler(directory);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            if (cutOff.test(path)) {
                sendHalf(directory.resolve(path.substring(1)), exchange);
            } else {
                files.handle(exchange);
            }
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return this;
    }

    /** Closes connections in the middle of these files from now on. */
    public void cutOff(Predicate<String> paths) {
        cutOff = paths;
    }

    private static void sendHalf(Path file, HttpExchange exchange) throws IOException {
        byte[] content = Files.readAllBytes(file);
        try (exchange) {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, content.length / 2);
        }
    }

    public String url() {
        return scheme + "://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
