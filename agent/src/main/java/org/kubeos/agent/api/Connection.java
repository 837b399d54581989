package org.kubeos.agent.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** One client with its one request. */
final class Connection {

    private final SocketChannel channel;
    private final Api api;
    private final Server.Limits limits;
    private final Peers peers;
    private final ScheduledExecutorService timer;
    private final Log log;

    Connection(
            SocketChannel channel,
            Api api,
            Server.Limits limits,
            Peers peers,
            ScheduledExecutorService timer,
            Log log) {
        this.channel = channel;
        this.api = api;
        this.limits = limits;
        this.peers = peers;
        this.timer = timer;
        this.log = log;
    }

    /** Reads the request, does what it asks for, and answers. */
    void serve() {
        try (channel) {
            converse();
        } catch (IOException e) {
            // The client is gone; what it asked for goes on.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void converse() throws IOException, InterruptedException {
        JsonNode id = NullNode.getInstance();
        try {
            byte[] text = read();
            if (text.length == 0) {
                return;
            }
            JsonNode json = Request.json(text);
            id = Request.id(json);
            peers.require(channel);
            Request request = Request.of(json);
            api.call(
                    request,
                    event -> send(Request.notification(EventJson.METHOD, EventJson.write(event))),
                    result -> send(request.reply(result)));
        } catch (RpcException e) {
            send(Request.error(id, e));
        } catch (RuntimeException | Error e) {
            log.failure(e);
            send(Request.error(id, Operations.explain(e)));
        }
    }

    private byte[] read() throws IOException, RpcException {
        var late = new AtomicBoolean();
        // The reader then sees the end of what the client sent, and the client can still be told why.
        Future<?> deadline = after(() -> {
            late.set(true);
            channel.shutdownInput();
        });
        try {
            byte[] text = new RequestReader(limits.requestBytes()).read(channel);
            if (text.length == 0 && late.get()) {
                throw tooSlow();
            }
            return text;
        } catch (RpcException e) {
            throw late.get() ? tooSlow() : e;
        } finally {
            deadline.cancel(false);
        }
    }

    private RpcException tooSlow() {
        return new RpcException(
                Reason.TOO_SLOW,
                "The request didn't arrive within " + limits.clientTime().toSeconds()
                        + " s. It ends with the bracket that closes its first one.");
    }

    private void send(JsonNode message) throws IOException {
        Future<?> deadline = after(channel::close);
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Request.message(message));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } finally {
            deadline.cancel(false);
        }
    }

    /** Answers in place of {@link #serve} when there are too many clients. */
    void turnAway(int most) {
        try (channel) {
            channel.configureBlocking(false);
            var error = new RpcException(
                    Reason.TOO_MANY_CONNECTIONS,
                    "More than " + most + " clients are connected to os-agent. Try again.");
            channel.write(ByteBuffer.wrap(Request.message(Request.error(NullNode.getInstance(), error))));
        } catch (IOException e) {
            // The client is gone.
        }
    }

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    private Future<?> after(Action action) {
        return timer.schedule(
                () -> {
                    try {
                        action.run();
                    } catch (IOException e) {
                        // The connection is closed already.
                    }
                },
                limits.clientTime().toMillis(),
                TimeUnit.MILLISECONDS);
    }
}
