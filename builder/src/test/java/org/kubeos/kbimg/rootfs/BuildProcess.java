package org.kubeos.kbimg.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.kubeos.testkit.Tool;

/** A build of the base in a Java process of its own. */
public final class BuildProcess {

    private static final Duration DEADLINE = Duration.ofMinutes(10);

    private final Path cache;
    private final Process process;
    private final BufferedReader output;

    private BuildProcess(Path cache, List<String> command) throws IOException {
        this.cache = cache;
        this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
        this.output = process.inputReader();
    }

    /** Of Debian, from this host's own repositories. */
    static BuildProcess start(Path cache, String... packages) throws IOException {
        return startWith(cache, debian(packages));
    }

    /** @param config the text of one */
    public static BuildProcess startWith(Path cache, String config) throws IOException {
        return new BuildProcess(cache, command(cache, config));
    }

    private static String debian(String... packages) {
        return "version: v1\ndistribution: debian\nsource: {repository: host}\npackages: " + List.of(packages) + "\n";
    }

    /** The same, where the cache lies on a file system of {@code size} that ends with the build; needs root. */
    static BuildProcess startOnSmallDisk(Path cache, String size, String... packages) throws IOException {
        var line = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=$1 tmpfs \"$2\" && shift 2 && exec \"$@\"",
                "small-disk",
                size,
                cache.toString()));
        line.addAll(command(cache, debian(packages)));
        return new BuildProcess(cache, line);
    }

    private static List<String> command(Path cache, String config) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                BuildMain.class.getName(),
                cache.toString(),
                config);
    }

    /** The first lines that the build prints, once there are so many or {@code last} is among them. */
    public List<String> awaitLines(int count, String last) throws IOException {
        var lines = new ArrayList<String>();
        String line;
        while (lines.size() < count && !lines.contains(last) && (line = output.readLine()) != null) {
            lines.add(line);
        }
        return lines;
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
    public String awaitEnd() throws IOException, InterruptedException {
        String last = "";
        String line;
        while ((line = output.readLine()) != null) {
            last = line;
        }
        process.waitFor();
        return last;
    }

    /** As the kernel would when memory runs out: this process alone. */
    public void killAlone() {
        process.destroyForcibly();
    }

    public void killWholeTree() {
        Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList()
                .forEach(ProcessHandle::destroyForcibly);
    }

    /** Waits until no process names the build's cache directory any more, and asserts that no mount does. */
    public void assertNothingRunsOrIsMounted() {
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
