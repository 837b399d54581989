package org.kubeos.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs an outside tool to its end. Output is decoded as UTF-8, with the C.UTF-8 locale and UTC set. */
public final class Tool {

    private static final Duration DEADLINE = Duration.ofMinutes(10);

    private Tool() {}

    /**
     * @param exitCode the tool's exit code
     * @param output standard output and standard error as they came
     */
    public record Result(List<String> command, int exitCode, byte[] output) {
        public String text() {
            return new String(output, StandardCharsets.UTF_8);
        }

        public List<String> lines() {
            return text().lines().toList();
        }

        /** This result, if the tool ended with 0; else an {@link AssertionError} that shows what it printed. */
        public Result expectSuccess() {
            if (exitCode != 0) {
                throw new AssertionError(String.join(" ", command) + " ended with " + exitCode + ":\n" + text());
            }
            return this;
        }
    }

    /** Runs {@code command} and returns its result, whatever the exit code. */
    public static Result run(String... command) {
        return run(Arrays.asList(command), new byte[0]);
    }

    /** Runs {@code command}, gives it {@code input} on standard input, and returns its result. */
    public static Result run(List<String> command, byte[] input) {
        var builder = new ProcessBuilder(new ArrayList<>(command)).redirectErrorStream(true);
        builder.environment().putAll(Map.of("LC_ALL", "C.UTF-8", "TZ", "UTC"));
        // e2fsck, debugfs and sgdisk live in sbin, which an ordinary user's PATH leaves out.
        builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, sbin) -> path + ":" + sbin);
        builder.command().set(0, locate(command.getFirst()));
        try {
            Process process = builder.start();
            Thread feeder = Thread.ofVirtual().start(() -> feed(process, input));
            Thread watchdog = Thread.ofVirtual().start(() -> killAfterDeadline(process));
            byte[] output = process.getInputStream().readAllBytes();
            int exitCode = process.waitFor();
            watchdog.interrupt();
            feeder.join();
            return new Result(List.copyOf(command), exitCode, output);
        } catch (IOException e) {
            throw new UncheckedIOException("can't run " + command.getFirst() + "; is it installed?", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String locate(String tool) {
        for (String directory : List.of("/usr/bin", "/usr/sbin", "/bin", "/sbin")) {
            var candidate = Path.of(directory, tool);
            if (Files.isExecutable(candidate)) {
                return candidate.toString();
            }
        }
        return tool;
    }

    private static void feed(Process process, byte[] input) {
        try (var stdin = process.getOutputStream()) {
            stdin.write(input);
        } catch (IOException e) {
            // The tool ended before it had read everything; its exit code and output tell why.
        }
    }

    private static void killAfterDeadline(Process process) {
        try {
            if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            // The tool ended in time.
        }
    }
}
