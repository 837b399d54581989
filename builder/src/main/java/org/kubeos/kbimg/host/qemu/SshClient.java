package org.kubeos.kbimg.host.qemu;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.host.Application;
import org.kubeos.kbimg.host.Requirement;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.Progress;

/** Logs in to a machine with the key that was made for its run. */
public final class SshClient {

    /** The package has both programs. */
    static final Requirement PROGRAM = new Requirement.Program("ssh", "logs in to machines", "openssh-client");

    static final Requirement KEY_GENERATOR =
            new Requirement.Program("ssh-keygen", "makes keys for logging in to machines", "openssh-client");

    /** What an SSH server sends first: RFC 4253, section 4.2. */
    private static final String GREETING = "SSH-";

    private static final int LOOPBACK_TIMEOUT_MILLIS = 2_000;

    /** The kernel of a machine that has just started doesn't answer at all. */
    private static final int GREETING_TIMEOUT_MILLIS = 5_000;

    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final RunningMachines machines;
    private final RunningMachine machine;

    public SshClient(RunningMachines machines, RunningMachine machine) {
        this.machines = machines;
        this.machine = machine;
    }

    /** Makes the machine's key, and returns the public one. */
    static String createKey(RunningMachine machine, Progress progress) throws IOException {
        var command = Command.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", Application.text(), "-f");
        try {
            new ProcessRunner(Application.NAME, progress)
                    .run(command.plus(List.of(machine.key().toString())));
        } catch (ProcessFailedException e) {
            throw new HostException("Can't make an SSH key for the machine: " + e.getMessage(), e);
        }
        return Files.readString(machine.key().resolveSibling(machine.key().getFileName() + ".pub"));
    }

    /** Whether the machine's SSH server answers. */
    public boolean serverAnswers() {
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), machine.port()), LOOPBACK_TIMEOUT_MILLIS);
            socket.setSoTimeout(GREETING_TIMEOUT_MILLIS);
            byte[] greeting = socket.getInputStream().readNBytes(GREETING.length());
            return new String(greeting, StandardCharsets.US_ASCII).equals(GREETING);
        } catch (IOException e) {
            return false; // QEMU takes the connection, and closes it if the machine doesn't.
        }
    }

    /**
     * Waits until the machine's SSH server answers.
     *
     * @throws BuildException if the machine ends, or the server doesn't answer in time
     */
    public void awaitServer(Duration timeout, Progress progress) throws IOException {
        progress.step("Waiting for the SSH server of the machine at port " + machine.port());
        long start = System.nanoTime();
        while (!serverAnswers()) {
            if (!machines.isRunning(machine)) {
                throw new BuildException("The machine at port " + machine.port()
                        + " has ended. Its console is where kbimg boot was started.");
            }
            if (System.nanoTime() - start > timeout.toNanos()) {
                throw new BuildException(
                        "The machine at port " + machine.port() + " has no SSH server that answers after "
                                + timeout.toSeconds() + " s. If its console asks for a login, its image lacks one: add"
                                + " openssh-server to packages. Otherwise, wait longer with --timeout.");
            }
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(INTERVAL);
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while waiting for an SSH server");
        }
    }

    /**
     * Runs a command in the machine, on kbimg's own terminal, and returns ssh's exit code: that of the command, or 255.
     *
     * @param command for the shell of the user; empty for a login
     * @throws HostException if this host has no ssh
     */
    public int run(String user, List<String> command, Progress progress) throws IOException {
        VirtualMachine.requireAll(List.of(PROGRAM));
        return new ProcessRunner(Application.NAME, progress).runOnTerminal(command(user, command));
    }

    /** The user's own configuration of ssh is about other machines, and doesn't count. */
    Command command(String user, List<String> command) {
        var arguments = new ArrayList<>(List.of("ssh", "-F", "none", "-p", String.valueOf(machine.port()), "-l", user));
        for (String option : List.of(
                "IdentityFile=" + quoted(machine.key()),
                "IdentitiesOnly=yes",
                "StrictHostKeyChecking=accept-new",
                "GlobalKnownHostsFile=none",
                "UserKnownHostsFile=" + quoted(machine.knownHosts()),
                "LogLevel=ERROR")) {
            arguments.addAll(List.of("-o", option));
        }
        arguments.add("127.0.0.1");
        if (!command.isEmpty()) {
            // ssh looks for options after the host, too.
            arguments.add("--");
            arguments.addAll(command);
        }
        return Command.of(arguments);
    }

    /** As ssh_config(5) has file names, where %d, for example, stands for the user's home. */
    private static String quoted(Path file) {
        return '"' + file.toString().replace("%", "%%") + '"';
    }
}
