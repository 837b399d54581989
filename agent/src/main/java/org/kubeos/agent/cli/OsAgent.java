package org.kubeos.agent.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.api.Log;
import org.kubeos.agent.api.Peers;
import org.kubeos.agent.api.Server;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.service.SystemNode;

/**
 * The program {@code os-agent}, which systemd starts. It reads its own arguments: a library for that would take longer to load
 * than everything else.
 */
public final class OsAgent {

    private static final String USAGE =
            """
            Usage: os-agent serve [--listen PATH] [--idle-time SECONDS] [--root DIR]
                   os-agent boot [--root DIR]
                   os-agent --version

            serve   Answer requests on a UNIX socket, and end when nobody has asked for a while.
            boot    Decide about the version that has just booted; run once at each boot.

              --listen PATH          Make the socket. By default, systemd passes it as standard input.
              --idle-time SECONDS    How long to wait for the next request. Default: 60
              --root DIR             Work on the system below this directory. Nothing is rebooted then.
            """;

    private final PrintStream out;
    private final PrintStream err;
    private @Nullable Path listen;
    private Duration idleTime = Server.Limits.NODE.idleTime();
    private NodeRoot root = NodeRoot.SYSTEM;

    private OsAgent(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the program and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(new OsAgent(System.out, System.err).run(args));
    }

    private int run(String[] args) {
        try {
            String command = args.length == 0 ? "" : args[0];
            return switch (command) {
                case "serve" -> {
                    readOptions(args);
                    yield serve();
                }
                case "boot" -> {
                    readOptions(args);
                    yield boot();
                }
                case "--version" -> {
                    out.println("os-agent " + Version.text());
                    yield ExitCode.DONE;
                }
                case "--help", "help" -> {
                    out.print(USAGE);
                    yield ExitCode.DONE;
                }
                default -> {
                    err.print(USAGE);
                    yield ExitCode.WRONG_USAGE;
                }
            };
        } catch (WrongUsageException e) {
            err.println("os-agent: " + e.getMessage());
            return ExitCode.WRONG_USAGE;
        } catch (AgentException | IOException e) {
            err.println("os-agent: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    private static final class WrongUsageException extends Exception {
        private static final long serialVersionUID = 1L;

        WrongUsageException(String message) {
            super(message);
        }
    }

    private void readOptions(String[] args) throws WrongUsageException {
        for (int i = 1; i < args.length; i += 2) {
            String value = i + 1 < args.length ? args[i + 1] : "";
            if (value.isEmpty()) {
                throw new WrongUsageException(args[i] + " has no value. Try: os-agent --help");
            }
            switch (args[i]) {
                case "--listen" -> listen = Path.of(value).toAbsolutePath();
                case "--idle-time" -> idleTime = seconds(value);
                case "--root" -> root = new NodeRoot(Path.of(value).toAbsolutePath().normalize());
                default -> throw new WrongUsageException("Unknown option " + args[i] + ". Try: os-agent --help");
            }
        }
    }

    private static Duration seconds(String value) throws WrongUsageException {
        try {
            int seconds = Integer.parseInt(value);
            if (seconds > 0) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException e) {
            // It isn't even a number.
        }
        throw new WrongUsageException("--idle-time is " + value + ", not a number of seconds above 0.");
    }

    private int serve() throws IOException {
        // Standard output may be the socket too.
        var log = new Log(err);
        var node = new SystemNode(root);
        try (ServerSocketChannel socket = listen == null ? inherited() : open(listen)) {
            new Server(socket, node, Server.Limits.NODE.withIdleTime(idleTime), Peers.trusted(), log).run();
        } finally {
            if (listen != null) {
                Files.deleteIfExists(listen);
            }
        }
        return ExitCode.DONE;
    }

    private static ServerSocketChannel inherited() throws IOException {
        Channel channel = System.inheritedChannel();
        if (channel instanceof ServerSocketChannel socket
                && socket.getLocalAddress() instanceof UnixDomainSocketAddress) {
            return socket;
        }
        throw new AgentException("Can't serve: standard input is no listening UNIX socket. systemd passes one: systemctl"
                + " start os-agent.socket. To make one by hand, use --listen PATH.");
    }

    private static ServerSocketChannel open(Path path) throws IOException {
        var address = UnixDomainSocketAddress.of(path);
        if (Files.exists(path)) {
            requireUnused(address);
            Files.delete(path);
        }
        ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            socket.bind(address);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw new AgentException("Can't listen on " + path + ": " + e.getMessage(), e);
        }
    }

    private static void requireUnused(UnixDomainSocketAddress address) {
        try (SocketChannel _ = SocketChannel.open(address)) {
            throw new AgentException("Can't listen on " + address + ": another program does.");
        } catch (IOException e) {
            // What is there was left behind.
        }
    }

    private int boot() throws IOException {
        boolean good = new SystemNode(root).boot(new Log(err).events("boot"));
        return good ? ExitCode.DONE : ExitCode.FAILED;
    }
}
