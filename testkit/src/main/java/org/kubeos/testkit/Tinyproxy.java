package org.kubeos.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Debian's tinyproxy on this machine, for those who know a password. */
public final class Tinyproxy implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(1);

    private final Process process;
    private final int port;
    private final Path log;

    private Tinyproxy(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    public static Tinyproxy start(Path directory, String user, String password) throws IOException {
        int port = freePort();
        Path log = directory.resolve("tinyproxy.log");
        Path config = Files.writeString(
                directory.resolve("tinyproxy.conf"),
                "Port " + port + "\nListen 127.0.0.1\nTimeout 60\nMaxClients 20\nLogLevel Connect\nLogFile \"" + log
                        + "\"\nBasicAuth " + user + " " + password + "\n");
        Process process = new ProcessBuilder("/usr/bin/tinyproxy", "-d", "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("tinyproxy.output").toFile())
                .start();
        var proxy = new Tinyproxy(process, port, log);
        proxy.awaitListening();
        return proxy;
    }

    /** It can't choose a free port itself. */
    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitListening() {
        long end = System.nanoTime() + START.toNanos();
        while (!isListening()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                close();
                throw new AssertionError("tinyproxy does not start; see " + log.resolveSibling("tinyproxy.output"));
            }
            Thread.onSpinWait();
        }
    }

    private boolean isListening() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    public String host() {
        return "localhost:" + port;
    }

    /** What it was asked for. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
