package org.kubeos.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A web server on this machine's loopback that redirects every request to one URL. */
public final class RedirectServer implements AutoCloseable {

    private final HttpServer server;

    private RedirectServer(HttpServer server, String location) {
        this.server = server;
        server.createContext("/", exchange -> redirect(exchange, location));
        server.start();
    }

    public static RedirectServer to(String location) {
        try {
            return new RedirectServer(HttpServer.create(loopback(), 0), location);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With TLS, as the server that {@code certificates} are for. */
    public static RedirectServer to(String location, TestCertificates certificates) {
        try {
            HttpsServer server = HttpsServer.create(loopback(), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(certificates.serverContext()));
            return new RedirectServer(server, location);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a guest of QEMU's finds a file of any name. */
    public String urlForGuests() {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return scheme + "://10.0.2.2:" + server.getAddress().getPort() + "/kubeos.tar";
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static void redirect(HttpExchange exchange, String location) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Location", location);
            exchange.sendResponseHeaders(302, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
