package org.kubeos.kbimg.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.kubeos.testkit.OrdinaryUser;
import org.kubeos.testkit.Tool;

/** A build of the base in a Java process of its own. */
final class BuildProcess {

    private static final Duration DEADLINE = Duration.ofMinutes(10);

    private final Path cache;
    private final Process process;
    private final BufferedReader output;

    private BuildProcess(Path cache, List<String> command) throws IOException {
        this.cache = cache;
        this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
        this.output = process.inputReader();
    }

    static BuildProcess start(Path cache, String... packages) throws IOException {
        return new BuildProcess(cache, command(System.getProperty("java.class.path"), cache, packages));
    }

    /** The same as another user, who may not be able to read this build's directories and so gets copies. */
    static BuildProcess startAs(OrdinaryUser user, String... packages) throws IOException {
        Path copies = user.home().resolve("kbimg-it");
        Path cache = copies.resolve("cache");
        var classPath = new ArrayList<String>();
        Tool.run("mkdir", "-p", copies.toString()).expectSuccess();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path copy = copies.resolve("lib" + classPath.size())
                    .resolve(Path.of(entry).getFileName());
            Tool.run("mkdir", "-p", copy.getParent().toString()).expectSuccess();
            Tool.run("cp", "-r", entry, copy.getParent().toString()).expectSuccess();
            classPath.add(copy.toString());
        }
        Tool.run("chmod", "-R", "a+rwX", copies.toString()).expectSuccess();
        return new BuildProcess(
                cache, user.command(List.of(), command(String.join(File.pathSeparator, classPath), cache, packages)));
    }

    private static List<String> command(String classPath, Path cache, String... packages) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        var command = new ArrayList<>(
                List.of(java.toString(), "-Xmx128m", "-cp", classPath, BuildMain.class.getName(), cache.toString()));
        command.addAll(List.of(packages));
        return command;
    }

    /** Waits until the build prints such a line. */
    void awaitLine(Predicate<String> wanted) throws IOException {
        var lines = new ArrayList<String>();
        String line;
        while ((line = output.readLine()) != null) {
            lines.add(line);
            if (wanted.test(line)) {
                return;
            }
        }
        throw new AssertionError("the build ended early:\n" + String.join("\n", lines));
    }

    /** The last line that the build prints. */
    String awaitEnd() throws IOException, InterruptedException {
        String last = "";
        String line;
        while ((line = output.readLine()) != null) {
            last = line;
        }
        process.waitFor();
        return last;
    }

    /** As the kernel would when memory runs out: this process alone. */
    void killAlone() {
        process.destroyForcibly();
    }

    void killWholeTree() {
        Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList()
                .forEach(ProcessHandle::destroyForcibly);
    }

    /** Waits until no process names the build's cache directory any more, and asserts that no mount does. */
    void assertNothingRunsOrIsMounted() {
        Instant deadline = Instant.now().plus(DEADLINE);
        while (Tool.run("pgrep", "-f", cache.toString()).exitCode() == 0) {
            assertThat(Instant.now())
                    .as("processes left:\n"
                            + Tool.run("pgrep", "-af", cache.toString()).text())
                    .isBefore(deadline);
            Thread.onSpinWait();
        }
        assertThat(Tool.run("cat", "/proc/self/mountinfo").text()).doesNotContain(cache.toString());
    }
}
