package org.kubeos.kbimg.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.Tool;

class SandboxTest {

    @TempDir
    private Path directory;

    private final Sandbox sandbox = Sandbox.onHost(new ProcessRunner(Progress.SILENT));

    @Test
    void hasItsOwnProcessesAndRootsPowerOverOwners() throws Exception {
        assertThat(sandbox.capture(Command.of("sh", "-c", "echo $$; id -u"))).containsExactly("1", "0");
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(sandbox.capture(
                        Command.of("sh", "-c", "chown 42:43 \"$1\" && stat -c %u:%g \"$1\"", "-", file + "")))
                .containsExactly("42:43");
    }

    @Test
    void doesNotTellTheMachinesName() throws Exception {
        assertThat(sandbox.capture(Command.of("hostname"))).containsExactly("localhost");
    }

    @Test
    void mountsStayInside() throws Exception {
        Path point = Files.createDirectory(directory.resolve("point"));
        sandbox.run(Command.of("mount", "-t", "tmpfs", "tmpfs", point.toString()));
        assertThat(Tool.run("cat", "/proc/self/mountinfo").text()).doesNotContain(point.toString());
    }

    @Test
    void makesNoDeviceNodes() {
        assertThatExceptionOfType(ProcessFailedException.class)
                .isThrownBy(() -> sandbox.run(Command.of("mknod", directory + "/sda", "b", "8", "0")))
                .satisfies(e -> assertThat(e.lastLines()).anyMatch(line -> line.contains("not permitted")));
    }

    @Test
    void aRootOfItsOwnHasHarmlessDevices() throws Exception {
        Path root = rootWithTheHostsPrograms();
        List<String> found =
                sandbox.in(root).capture(Command.of("sh", "-c", "ls /dev; echo gone >/dev/null; ls /run /tmp"));
        assertThat(found)
                .containsExactly(
                        "fd", "full", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin", "stdout", "tty",
                        "urandom", "zero", "/run:", "", "/tmp:");
        assertThat(root.resolve("dev")).isEmptyDirectory();
    }

    @Test
    void aProgramOfTheHostFindsARootPrepared() throws Exception {
        Path root = rootWithTheHostsPrograms();
        assertThat(sandbox.beside(root)
                        .capture(Command.of(
                                "sh",
                                "-c",
                                "chroot \"$0\" sh -c 'echo gone >/dev/null; ls /dev' | head -n 2",
                                "" + root)))
                .containsExactly("fd", "full");
        assertThat(root.resolve("dev")).isEmptyDirectory();
    }

    /** Programs and libraries are copied, as few as the test needs. */
    private Path rootWithTheHostsPrograms() throws Exception {
        Path root = directory.resolve("root");
        for (String name : List.of("proc", "sys", "dev", "run", "tmp", "bin")) {
            Files.createDirectories(root.resolve(name));
        }
        for (String program : List.of("/bin/sh", "/bin/ls")) {
            Files.copy(Path.of(program), root.resolve(program.substring(1)));
            for (String line : Tool.run("ldd", program).lines()) {
                for (String word : line.strip().split("\\s+")) {
                    Path copy = root.resolve(word.substring(1));
                    if (word.startsWith("/") && !Files.exists(copy)) {
                        Files.createDirectories(copy.getParent());
                        Files.copy(Path.of(word), copy);
                    }
                }
            }
        }
        return root;
    }
}
