package org.kubeos.kbimg.host.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.host.Application;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.Progress;
import org.kubeos.testkit.Tool;

class SandboxTest {

    private static final List<String> DEVICES = List.of(
            "core", "fd", "full", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin", "stdout", "tty", "urandom",
            "zero");

    @TempDir
    private Path directory;

    private final ProcessRunner runner = new ProcessRunner(Application.NAME, Progress.SILENT);
    private final Sandbox sandbox = Sandbox.of(runner);
    private final SandboxFiles files = new SandboxFiles(runner);
    private Path root;

    @BeforeEach
    void makeRoot() throws Exception {
        root = rootWithTheHostsPrograms();
    }

    @AfterEach
    void removeRoot() throws Exception {
        files.remove(root);
    }

    @Test
    void commandsAreRootOfTheirOwnUsers() throws Exception {
        assertThat(sandbox.writable(root)
                        .capture(Command.of(
                                "sh",
                                "-c",
                                "id -u; touch $0/file; chown 42:43 $0/file; stat -c %u:%g $0/file",
                                "" + root)))
                .containsExactly("0", "42:43");
        List<String> seenFromOutside =
                Tool.run("stat", "--format=%u", root.resolve("file").toString()).lines();
        assertThat(seenFromOutside)
                .doesNotContain("0", "42", String.valueOf(Files.getAttribute(directory, "unix:uid")));
    }

    @Test
    void theHostsTreeIsDetached() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "");
        assertThat(sandbox.capture(Command.of("sh", "-c", "ls / /home /root " + secret + " 2>/dev/null || :")))
                .doesNotContain("home", "root", "var", "boot", secret.toString())
                .contains("usr", "etc", "proc");
        assertThat(sandbox.capture(Command.of("ls", "/etc"))).doesNotContain("shadow", "hostname", "ssh", "apt");
    }

    @Test
    void theHostsProgramsAreReadOnly() {
        assertThatExceptionOfType(ProcessFailedException.class)
                .isThrownBy(() -> sandbox.run(Command.of("touch", "/usr/bin/trace")))
                .satisfies(e -> assertThat(e.lastLines()).anyMatch(line -> line.contains("Read-only file system")));
    }

    @Test
    void filesThatOnlyTheCallerMayReadCanBeShown() throws Exception {
        Path key = Files.writeString(directory.resolve("key"), "text\n");
        Files.setAttribute(key, "unix:mode", 0600);
        assertThat(sandbox.readable(List.of(key)).capture(Command.of("cat", key.toString())))
                .containsExactly("text");
    }

    @Test
    void theCallersFilesStayTheCallersWhereTheyHaveOtherNames() throws Exception {
        Path cached = Files.writeString(directory.resolve("cached"), "whole");
        Path linked = Files.createDirectory(directory.resolve("linked"));
        Files.createLink(linked.resolve("package"), cached);
        files.adopt(linked);
        assertThatExceptionOfType(ProcessFailedException.class)
                .isThrownBy(() -> sandbox.writable(linked)
                        .run(Command.of("sh", "-c", "echo poison >\"$0/package\"", linked.toString())));
        assertThat(cached).hasContent("whole");
        files.remove(linked);
    }

    @Test
    void knowsNeitherTheMachinesNameNorTheCallersEnvironment() throws Exception {
        assertThat(sandbox.capture(Command.of("uname", "-n"))).containsExactly("localhost");
        assertThat(sandbox.with("GIVEN", "1").capture(Command.of("env")))
                .allMatch(line -> line.matches("(GIVEN|HOME|LC_ALL|PATH|PWD|TZ|SHLVL|_)=.*"));
        assertThat(sandbox.capture(Command.of("sh", "-c", "tr '\\0' '\\n' </proc/1/environ")))
                .allMatch(line -> line.matches("(HOME|LC_ALL|PATH|PWD|TZ|SHLVL|OLDPWD|_)=.*"));
    }

    @Test
    void inheritsNoDescriptors() throws Exception {
        // The last one is that of the directory that is being listed.
        assertThat(sandbox.capture(Command.of("ls", "/proc/self/fd"))).containsExactly("0", "1", "2", "3");
    }

    @Test
    void reachesNoNetwork() throws Exception {
        assertThat(sandbox.capture(Command.of("ls", "/proc/sys/net/ipv4/conf")))
                .containsExactly("all", "default", "lo");
    }

    @Test
    void holdsFewCapabilitiesAndGainsNone() throws Exception {
        List<String> status = sandbox.capture(Command.of("cat", "/proc/self/status"));
        // CAP_CHOWN 0, DAC_OVERRIDE 1, FOWNER 3, FSETID 4, KILL 5, SETGID 6, SETUID 7, SYS_CHROOT 18,
        // SETFCAP 31
        assertThat(status).contains("CapEff:\t00000000800400fb", "NoNewPrivs:\t1", "Seccomp:\t2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mount -t tmpfs tmpfs /tmp",
                "umount /proc",
                "unshare --user true",
                "unshare --net true",
                "mknod /tmp/sda b 8 0",
                "sysctl -w kernel.domainname=x || echo x >/proc/sys/kernel/domainname",
                "echo h >/proc/sysrq-trigger",
                "touch /sys/x",
                "dmesg"
            })
    void doesNotLet(String command) {
        assertThatExceptionOfType(ProcessFailedException.class)
                .isThrownBy(() -> sandbox.run(Command.of("sh", "-c", command)));
    }

    @Test
    void aRootOfItsOwnHasHarmlessDevices() throws Exception {
        List<String> found =
                sandbox.in(root).capture(Command.of("sh", "-c", "ls /dev; echo gone >/dev/null; ls /run /tmp"));
        assertThat(found.subList(0, DEVICES.size())).isEqualTo(DEVICES);
        assertThat(found.subList(DEVICES.size(), found.size())).containsExactly("/run:", "", "/tmp:");
        assertThat(root.resolve("dev")).isEmptyDirectory();
    }

    @Test
    void aProgramOfTheHostFindsARootPrepared() throws Exception {
        assertThat(sandbox.beside(root)
                        .capture(Command.of(
                                "sh", "-c", "chroot \"$0\" sh -c 'echo gone >/dev/null; ls /dev'", root.toString())))
                .isEqualTo(DEVICES);
        assertThat(root.resolve("dev")).isEmptyDirectory();
    }

    @Test
    void aRootWithoutMountPointsGetsThem() throws Exception {
        files.remove(root.resolve("proc"));
        assertThat(sandbox.in(root).capture(Command.of("sh", "-c", "echo /proc/self/*")))
                .isNotEqualTo(List.of("/proc/self/*"));
        assertThat(root.resolve("proc")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "../../../../../../../..", "nowhere"})
    void aMountPointThatIsALinkIsRefused(String target) throws Exception {
        files.remove(root.resolve("tmp"));
        Tool.run("ln", "-s", target, root.resolve("tmp").toString()).expectSuccess();
        assertThatExceptionOfType(ProcessFailedException.class)
                .isThrownBy(() -> sandbox.in(root).run(Command.of("sh", "-c", ":")))
                .satisfies(e -> assertThat(e.lastLines())
                        .containsExactly("/tmp of the root file system must be a directory, but is something else"));
    }

    @Test
    void theFilterKnowsTheKernelsNumbers() throws IOException {
        Path header = Path.of("/usr/include/x86_64-linux-gnu/asm/unistd_64.h");
        org.assertj.core.api.Assumptions.assumeThat(header).exists();
        List<String> lines = Files.readAllLines(header);
        assertThat(SystemCalls.table().lines().filter(line -> !line.startsWith("#")))
                .filteredOn(
                        line -> lines.stream().anyMatch(l -> l.startsWith("#define __NR_" + line.split(" ")[0] + " ")))
                .hasSizeGreaterThan(250)
                .allMatch(line -> lines.contains("#define __NR_" + line.split(" ")[0] + " " + line.split(" ")[1]));
    }

    /** Programs and libraries are copied, as few as the test needs. */
    private Path rootWithTheHostsPrograms() throws Exception {
        Path made = directory.resolve("root");
        for (String name : List.of("proc", "sys", "dev", "run", "tmp", "bin")) {
            Files.createDirectories(made.resolve(name));
        }
        for (String program : List.of("/bin/sh", "/bin/ls")) {
            Files.copy(Path.of(program), made.resolve(program.substring(1)));
            for (String line : Tool.run("ldd", program).lines()) {
                for (String word : line.strip().split("\\s+")) {
                    Path copy = made.resolve(word.substring(1));
                    if (word.startsWith("/") && !Files.exists(copy)) {
                        Files.createDirectories(copy.getParent());
                        Files.copy(Path.of(word), copy);
                    }
                }
            }
        }
        files.adopt(made);
        Tool.run("chmod", "-R", "a+rx", made.toString()).expectSuccess();
        return made;
    }
}
