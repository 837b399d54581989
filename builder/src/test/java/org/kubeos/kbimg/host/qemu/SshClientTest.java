package org.kubeos.kbimg.host.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.BuildException;
import org.kubeos.process.Progress;
import org.kubeos.testkit.Tool;

class SshClientTest {

    @TempDir
    private Path cache;

    @Test
    void sshTakesTheKeyOfTheRunAndNothingOfTheUsers() throws IOException {
        Path directory = Files.createDirectory(cache.resolve("100%h b"));
        var client = client(new RunningMachine(2222, directory));
        List<String> settings = settings(client);
        assertThat(settings)
                .contains("host 127.0.0.1", "port 2222", "user core", "identitiesonly yes")
                .contains("identityfile " + directory.toString().replace("%", "%%") + "/id_ed25519")
                .contains("stricthostkeychecking accept-new", "globalknownhostsfile none")
                .contains("userknownhostsfile " + directory + "/known_hosts");
    }

    /** What ssh itself makes of the arguments. */
    private static List<String> settings(SshClient client) {
        var command = new ArrayList<>(client.command("core", List.of()).arguments());
        command.add(1, "-G");
        return Tool.run(command, new byte[0]).expectSuccess().lines();
    }

    @Test
    void argumentsOfTheCommandAreNotSshs() throws IOException {
        var client = client(new RunningMachine(2222, cache));
        assertThat(client.command("root", List.of("-V")).arguments()).endsWith("127.0.0.1", "--", "-V");
        assertThat(client.command("root", List.of()).arguments()).endsWith("127.0.0.1");
    }

    @Test
    void aServerAnswersOnceItHasGreeted() throws IOException {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var client = client(new RunningMachine(server.getLocalPort(), cache));
            Thread.ofVirtual().start(() -> greet(server, "", "SSH-2.0-OpenSSH_9.2\r\n"));
            // As QEMU does as long as nothing listens in the machine.
            assertThat(client.serverAnswers()).isFalse();
            assertThat(client.serverAnswers()).isTrue();
        }
    }

    private static void greet(ServerSocket server, String... greetings) {
        for (String greeting : greetings) {
            try (var client = server.accept()) {
                client.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                return;
            }
        }
    }

    @Test
    void waitingEndsWithTheMachineOrTheTimeout() throws IOException {
        RunningMachines machines = RunningMachines.in(cache.resolve("machines"));
        int unused = unusedPort();
        SshClient client;
        try (var registration = machines.register(unused)) {
            client = new SshClient(machines, registration.machine());
            assertThatThrownBy(() -> client.awaitServer(Duration.ZERO, Progress.SILENT))
                    .isInstanceOf(BuildException.class)
                    .hasMessageStartingWith(
                            "The machine at port " + unused + " has no SSH server that answers after 0 s.")
                    .hasMessageContaining("add openssh-server to packages");
        }
        assertThatThrownBy(() -> client.awaitServer(Duration.ofMinutes(5), Progress.SILENT))
                .isInstanceOf(BuildException.class)
                .hasMessageStartingWith("The machine at port " + unused + " has ended.");
    }

    private static int unusedPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private SshClient client(RunningMachine machine) throws IOException {
        return new SshClient(RunningMachines.in(cache.resolve("machines")), machine);
    }
}
