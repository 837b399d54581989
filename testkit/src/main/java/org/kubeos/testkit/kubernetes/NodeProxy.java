package org.kubeos.testkit.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The HTTP proxy through which an API server reaches kubelets. It knows nodes by their names, which no resolver of this machine
 * does, and the ports of this machine that are forwarded to them.
 */
final class NodeProxy implements AutoCloseable {

    private static final Pattern REQUEST = Pattern.compile("(?s)CONNECT ([^ ]+):\\d+ HTTP/1\\.1\r\n.*");
    private static final int REQUEST_LIMIT = 4096;

    private final Path directory;
    private final ServerSocketChannel server;
    private final Map<String, InetSocketAddress> nodes = new ConcurrentHashMap<>();

    private NodeProxy(Path directory, ServerSocketChannel server) {
        this.directory = directory;
        this.server = server;
    }

    static NodeProxy start() throws IOException {
        // Names of sockets are limited to 107 bytes (unix(7)), which a test's own directory may exceed.
        Path directory = Files.createTempDirectory("kube");
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        var proxy = new NodeProxy(directory, server);
        server.bind(UnixDomainSocketAddress.of(proxy.socket()));
        Thread.ofVirtual().start(proxy::accept);
        return proxy;
    }

    Path socket() {
        return directory.resolve("nodes.sock");
    }

    void route(String node, InetSocketAddress kubelet) {
        nodes.put(node, kubelet);
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel connection = server.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException e) {
            // It has been closed.
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            InputStream in = Channels.newInputStream(connection);
            OutputStream out = Channels.newOutputStream(connection);
            Matcher request = REQUEST.matcher(readRequest(in));
            InetSocketAddress kubelet = request.matches() ? nodes.get(request.group(1)) : null;
            if (kubelet == null) {
                out.write(
                        "HTTP/1.1 502 The test has no route to this node\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                return;
            }
            try (var socket = new Socket(kubelet.getAddress(), kubelet.getPort())) {
                out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                Thread answers = Thread.ofVirtual().start(() -> copy(socket, connection));
                in.transferTo(socket.getOutputStream());
                socket.shutdownOutput();
                answers.join();
            }
        } catch (IOException e) {
            // One of the two has gone, and the other is told by the end of its connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, SocketChannel to) {
        try {
            from.getInputStream().transferTo(Channels.newOutputStream(to));
            to.shutdownOutput();
        } catch (IOException e) {
            // As above.
        }
    }

    private static String readRequest(InputStream in) throws IOException {
        var request = new StringBuilder();
        int next;
        while (request.indexOf("\r\n\r\n") < 0 && request.length() < REQUEST_LIMIT && (next = in.read()) >= 0) {
            request.append((char) next);
        }
        return request.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(socket());
        Files.deleteIfExists(directory);
    }
}
