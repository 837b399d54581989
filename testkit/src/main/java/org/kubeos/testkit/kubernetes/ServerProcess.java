package org.kubeos.testkit.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A server that runs in the background, without input. What it prints is in a file, whose end is in every failure's message. */
final class ServerProcess implements AutoCloseable {

    private static final int TAIL_LINES = 30;
    private static final long POLL_MILLIS = 100;
    private static final long LAUNCHER_SECONDS = 10;

    private final String name;
    private final Process process;
    private final Path log;

    private ServerProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** @param log is overwritten; its directory must exist */
    static ServerProcess start(String name, List<String> command, Path log) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        // Tests that are interrupted don't close what they have started.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new ServerProcess(name, process, log);
    }

    /**
     * Waits until it is ready.
     *
     * @throws AssertionError if it ends, or isn't ready in time
     */
    void await(Duration deadline, BooleanSupplier ready) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!ready.getAsBoolean()) {
            expectAlive();
            if (System.nanoTime() > end) {
                throw failure("it isn't ready after " + deadline.toSeconds() + " s");
            }
            pause();
        }
    }

    private void pause() {
        try {
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                expectAlive();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void expectAlive() {
        if (!process.isAlive()) {
            throw failure("it ended with " + process.exitValue());
        }
    }

    /** The id of the process that it has started. */
    long onlyChild() {
        return process.children().findFirst().orElseThrow().pid();
    }

    /** What it has printed so far. */
    String log() {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AssertionError failure(String what) {
        List<String> lines = log().lines().toList();
        return new AssertionError("Can't start %s: %s. The end of %s:\n%s"
                .formatted(
                        name,
                        what,
                        log,
                        String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()))));
    }

    /** Ends it at once, as a crash would. */
    @Override
    public void close() {
        // A launcher may wait for the program that it has forked, and must not leave it behind.
        List<ProcessHandle> launched = process.descendants().toList();
        launched.forEach(ProcessHandle::destroyForcibly);
        try {
            if (launched.isEmpty() || !process.waitFor(LAUNCHER_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
