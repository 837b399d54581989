package org.kubeos.testkit;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** A directory that this machine, and none else, can read over HTTP. */
public final class WebDirectory implements AutoCloseable {

    private final HttpServer server;

    private WebDirectory(HttpServer server) {
        this.server = server;
    }

    public static WebDirectory serve(Path directory) {
        HttpServer server = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                directory.toAbsolutePath(),
                SimpleFileServer.OutputLevel.NONE);
        server.start();
        return new WebDirectory(server);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
