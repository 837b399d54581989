package org.kubeos.agent.api;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Answers requests on a listening UNIX socket, one on each connection, until nobody has asked for anything for a while.
 *
 * <p>Whatever a client does, it takes one of a bounded number of connections, for a bounded time unless it waits for work.
 */
public final class Server {

    /**
     * What clients may take.
     *
     * @param connections at the same time; above 0
     * @param requestBytes most bytes of a request
     * @param clientTime how long a client may take to send its request, and to take each piece of the answer
     * @param idleTime how long the server waits for the next request before it ends
     */
    public record Limits(int connections, int requestBytes, Duration clientTime, Duration idleTime) {

        /** Those of a node. */
        public static final Limits NODE = new Limits(64, 1 << 20, Duration.ofSeconds(10), Duration.ofMinutes(1));

        /** These with another idle time. */
        public Limits withIdleTime(Duration time) {
            return new Limits(connections, requestBytes, clientTime, time);
        }
    }

    private final ServerSocketChannel socket;
    private final Limits limits;
    private final Peers peers;
    private final Log log;
    private final Selector selector;
    private final Operations operations;
    private final Api api;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("timer").factory());
    private int connections;
    private long idleSince = System.nanoTime();

    /**
     * @param socket listens; it is left open
     * @param peers those who may ask
     */
    public Server(ServerSocketChannel socket, NodeService node, Limits limits, Peers peers, Log log)
            throws IOException {
        this.socket = socket;
        this.limits = limits;
        this.peers = peers;
        this.log = log;
        this.selector = Selector.open();
        this.operations = new Operations(node::reboot, limits.clientTime(), log, this::rest);
        this.api = new Api(node, operations);
    }

    /** Serves until it is idle for as long as it may be, or its thread is interrupted. No connection that was made is lost then: the socket holds it. */
    public void run() throws IOException {
        socket.configureBlocking(false);
        socket.register(selector, SelectionKey.OP_ACCEPT);
        try (selector) {
            long left = timeLeft();
            while (left > 0 && !Thread.currentThread().isInterrupted()) {
                selector.select(left);
                selector.selectedKeys().clear();
                acceptAll();
                left = timeLeft();
            }
        } finally {
            timer.shutdownNow();
        }
    }

    private void acceptAll() throws IOException {
        SocketChannel channel = socket.accept();
        while (channel != null) {
            begin(new Connection(channel, api, limits, peers, timer, log));
            channel = socket.accept();
        }
    }

    private void begin(Connection connection) {
        synchronized (this) {
            if (connections < limits.connections()) {
                connections++;
                Thread.ofVirtual().name("connection").start(() -> serve(connection));
                return;
            }
        }
        connection.turnAway(limits.connections());
    }

    private void serve(Connection connection) {
        try {
            connection.serve();
        } finally {
            synchronized (this) {
                connections--;
            }
            rest();
        }
    }

    /** Something ended, so the time until the server ends may begin to run. */
    private void rest() {
        synchronized (this) {
            idleSince = System.nanoTime();
        }
        selector.wakeup();
    }

    /** Milliseconds until the server ends unless something comes; not above 0 if that is now. */
    private synchronized long timeLeft() {
        if (connections > 0 || operations.current().isPresent()) {
            return Long.MAX_VALUE;
        }
        return limits.idleTime()
                .minusNanos(System.nanoTime() - idleSince)
                .plusNanos(999_999)
                .toMillis();
    }
}
