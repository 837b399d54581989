package org.kubeos.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.agent.api.ApiClient;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.service.TestNode;
import org.kubeos.oci.json.Json;

/** The programs as processes: systemd's own tool passes the socket, and the agent ends when nobody asks. */
class OsAgentProcessTest {

    private static final Duration DEADLINE = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    private Path socket;
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void makeNode() throws IOException {
        socket = directory.resolve("s");
        new TestNode(directory.resolve("root"));
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    private Process start(List<String> launcher, Class<?> program, String... arguments) throws IOException {
        var command = new ArrayList<>(launcher);
        command.addAll(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log" + processes.size()).toFile())
                .start();
        processes.add(process);
        return process;
    }

    private String log(int process) throws IOException {
        return Files.readString(directory.resolve("log" + process));
    }

    private void awaitSocket(Process process) throws InterruptedException {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!Files.exists(socket) && process.isAlive()) {
            assertThat(System.nanoTime()).as("the socket isn't there").isLessThan(end);
            Thread.sleep(10);
        }
    }

    private String running() throws Exception {
        return new ApiClient(socket)
                .call("kubeos.status", Json.object(), Events.NONE)
                .path("running")
                .asText();
    }

    @Test
    void socketActivation() throws Exception {
        var launcher = List.of("systemd-socket-activate", "--listen=" + socket, "--inetd", "--");
        Process agent = start(
                launcher,
                OsAgent.class,
                "serve",
                "--idle-time",
                "1",
                "--root",
                directory.resolve("root").toString());
        awaitSocket(agent);
        // The agent starts only now. What was sent before it ran isn't lost.
        assertThat(running()).isEqualTo("A");
        assertThat(agent.waitFor()).as(log(0)).isZero();
    }

    @Test
    void socketOfItsOwn() throws Exception {
        Files.createFile(socket);
        Process agent = listening("600");
        Process kubeos = start(List.of(), Kubeos.class, "status", "--socket", socket.toString());
        kubeos.waitFor();
        while (kubeos.exitValue() == ExitCode.UNREACHABLE && agent.isAlive()) {
            kubeos = start(List.of(), Kubeos.class, "status", "--socket", socket.toString());
            kubeos.waitFor();
        }
        assertThat(kubeos.exitValue()).as(log(0)).isZero();
        assertThat(log(processes.size() - 1)).contains("Slot A: version v1, running, confirmed");
    }

    @Test
    void nobodyAsks() throws Exception {
        assertThat(listening("1").waitFor()).as(log(0)).isZero();
        assertThat(socket).doesNotExist();
    }

    private Process listening(String idleTime) throws IOException {
        return start(
                List.of(),
                OsAgent.class,
                "serve",
                "--listen",
                socket.toString(),
                "--idle-time",
                idleTime,
                "--root",
                directory.resolve("root").toString());
    }

    @Test
    void standardInputIsNoSocket() throws Exception {
        Process agent = start(List.of(), OsAgent.class, "serve");
        assertThat(agent.waitFor()).isEqualTo(1);
        assertThat(log(0)).startsWith("os-agent: Can't serve: standard input is no listening UNIX socket.");
    }

    @Test
    void wrongUsage() throws Exception {
        Process agent = start(List.of(), OsAgent.class, "serve", "--idle-time", "soon");
        assertThat(agent.waitFor()).isEqualTo(2);
        assertThat(log(0)).isEqualTo("os-agent: --idle-time is soon, not a number of seconds above 0.\n");
    }
}
