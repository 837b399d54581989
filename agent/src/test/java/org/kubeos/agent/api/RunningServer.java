package org.kubeos.agent.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A server on a real socket, which the test talks to in bytes. */
public final class RunningServer implements AutoCloseable {

    static final Server.Limits LIMITS = new Server.Limits(8, 64 << 10, Duration.ofSeconds(20), Duration.ofMinutes(10));

    public final Path path;
    final CompletableFuture<Void> ended;
    final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final Path directory;
    private final ServerSocketChannel socket;
    private final Thread thread;

    public RunningServer(NodeService node) throws IOException {
        this(node, LIMITS, Peers.trusted());
    }

    RunningServer(NodeService node, Server.Limits limits, Peers peers) throws IOException {
        directory = Files.createTempDirectory("os-agent");
        path = directory.resolve("s");
        socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        socket.bind(UnixDomainSocketAddress.of(path), 4096);
        ended = new CompletableFuture<>();
        var server =
                new Server(socket, node, limits, peers, new Log(new PrintStream(log, true, StandardCharsets.UTF_8)));
        thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                server.run();
                ended.complete(null);
            } catch (IOException | RuntimeException e) {
                ended.completeExceptionally(e);
            }
        });
    }

    SocketChannel connect() throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(path));
        return channel;
    }

    /** Sends {@code text} as it is, and returns all that comes back. */
    String ask(String text) throws IOException {
        try (var channel = connect()) {
            send(channel, text);
            return answer(channel);
        }
    }

    static void send(SocketChannel channel, String text) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    static String answer(SocketChannel channel) throws IOException {
        var answer = new ByteArrayOutputStream();
        var buffer = ByteBuffer.allocate(4096);
        while (channel.read(buffer.clear()) >= 0) {
            answer.write(buffer.array(), 0, buffer.position());
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        ended.exceptionally(_ -> null).join();
        socket.close();
        Files.deleteIfExists(path);
        Files.deleteIfExists(directory);
    }
}
