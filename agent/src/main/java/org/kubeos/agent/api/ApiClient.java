package org.kubeos.agent.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kubeos.agent.event.Events;
import org.kubeos.oci.json.Json;

/** Asks the agent. */
public final class ApiClient {

    private static final int BUFFER = 16 << 10;

    private final Path socket;

    public ApiClient(Path socket) {
        this.socket = socket;
    }

    /**
     * Calls a method and waits for its result.
     *
     * @param params an object
     * @param events hears of what the agent does meanwhile
     * @throws RpcException if the agent answers with an error
     * @throws java.net.SocketException if nobody listens, or this user may not connect
     * @throws IOException if the agent ends without an answer
     */
    public JsonNode call(String method, JsonNode params, Events events) throws IOException, RpcException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            Optional<IOException> unsent = send(channel, Request.call(method, params, 1));
            var lines = new Lines(channel);
            byte[] line = lines.next();
            while (line != null) {
                JsonNode message = parse(line);
                if (message.has("error")) {
                    throw error(message.path("error"));
                }
                if (message.has("result")) {
                    return message.path("result");
                }
                EventJson.read(message.path("params")).ifPresent(events::emit);
                line = lines.next();
            }
            throw unsent.orElseGet(() -> new IOException("os-agent ended the connection without an answer"));
        }
    }

    /** Whoever is turned away can't send, and can still read why. */
    private static Optional<IOException> send(SocketChannel channel, JsonNode message) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Request.message(message));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    private static JsonNode parse(byte[] line) throws IOException {
        try {
            return Json.readStrictly(line);
        } catch (JsonProcessingException e) {
            throw new IOException("os-agent's answer isn't JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static RpcException error(JsonNode error) {
        Reason reason = Reason.of(error.path("data").path("reason").asText()).orElse(Reason.FAILED);
        return new RpcException(reason, error.path("message").asText());
    }

    /** The lines that arrive. */
    private static final class Lines {

        private final SocketChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).flip();

        Lines(SocketChannel channel) {
            this.channel = channel;
        }

        /** Null after the last one. */
        byte @Nullable [] next() throws IOException {
            var line = new ByteArrayOutputStream();
            while (true) {
                while (buffer.hasRemaining()) {
                    byte next = buffer.get();
                    if (next == '\n') {
                        return line.toByteArray();
                    }
                    line.write(next);
                }
                int read = channel.read(buffer.clear());
                buffer.flip();
                if (read < 0) {
                    return null;
                }
            }
        }
    }
}
