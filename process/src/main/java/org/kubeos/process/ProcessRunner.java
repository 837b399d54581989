package org.kubeos.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs and waits for their end. No other class starts processes.
 *
 * <p>A process never outlives this one: the kernel kills it when this one ends for whatever reason. When the waiting thread is
 * interrupted, the process is killed and an {@link InterruptedIOException} is thrown. Thread-safe.
 */
public final class ProcessRunner {

    private static final int KEPT_LINES = 40;

    private static final int MAX_CAPTURED_LINES = 1_000_000;

    /** The PATH of processes. An ordinary user's own often lacks the sbin directories. */
    public static final List<String> SEARCH_PATH =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private static final List<String> PROXY_VARIABLES = List.of(
            "http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY");

    private static final List<String> TERMINAL_VARIABLES =
            List.of("TERM", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR");

    /** The kernel sends the parent-death signal when the <em>thread</em> that started the process ends. This one never does. */
    private static final ExecutorService LAUNCHER = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("process-launcher").factory());

    private final ApplicationName application;
    private final Progress progress;
    private final Map<String, String> passed;

    /** @param application the one that runs the programs, for messages */
    public ProcessRunner(ApplicationName application, Progress progress) {
        this(application, progress, callersVariables());
    }

    private ProcessRunner(ApplicationName application, Progress progress, Map<String, String> passed) {
        this.application = application;
        this.progress = progress;
        this.passed = passed;
    }

    /** A runner that passes on no variables of the caller's environment. */
    public ProcessRunner withoutCallersEnvironment() {
        return new ProcessRunner(application, progress, Map.of());
    }

    /** The proxy variables of the caller's environment, which may contain passwords. */
    public static Map<String, String> proxyVariables() {
        return variables(PROXY_VARIABLES);
    }

    private static Map<String, String> callersVariables() {
        var variables = new LinkedHashMap<>(variables(List.of("HOME")));
        variables.putAll(proxyVariables());
        return variables;
    }

    /**
     * Runs a command, and reports the lines of its output and standard error as progress.
     *
     * @throws ProcessFailedException if its exit code is not 0
     */
    public void run(Command command) throws IOException, ProcessFailedException {
        run(command, line -> {});
    }

    /** As {@link #run(Command)}; {@code listener} receives the lines as well. */
    public void run(Command command, Consumer<String> listener) throws IOException, ProcessFailedException {
        var tail = new Tail();
        Process process = start(command, builder -> builder.redirectErrorStream(true));
        await(command, process, tail, () -> forEachLine(process.getInputStream(), tail.andThen(listener)));
    }

    /**
     * Runs a command and returns the lines of its standard output.
     *
     * @throws IOException if there are more than a million
     */
    public List<String> capture(Command command) throws IOException, ProcessFailedException {
        var lines = new ArrayList<String>();
        runWithInput(command, "", line -> {
            if (lines.size() == MAX_CAPTURED_LINES) {
                throw new UncheckedIOException(
                        new IOException(command.program() + " printed more than " + MAX_CAPTURED_LINES + " lines"));
            }
            lines.add(line);
        });
        return lines;
    }

    /**
     * Runs a command with {@code input}, at most 4 KiB, as its standard input. Only {@code listener} receives the lines of its
     * standard output, which may be secrets.
     */
    public void runWithInput(Command command, String input, Consumer<String> listener)
            throws IOException, ProcessFailedException {
        var errors = new Tail();
        Process process = start(command, builder -> {}, input);
        await(
                command,
                process,
                errors,
                () -> forEachLine(process.getInputStream(), listener),
                () -> forEachLine(process.getErrorStream(), errors));
    }

    /** Runs a command and copies the bytes of its standard output. */
    public void copyOutput(Command command, OutputStream output) throws IOException, ProcessFailedException {
        var errors = new Tail();
        Process process = start(command, builder -> {});
        await(
                command,
                process,
                errors,
                () -> process.getInputStream().transferTo(output),
                () -> forEachLine(process.getErrorStream(), errors));
    }

    /** Runs a command on the terminal of this process and returns its exit code. */
    public int runOnTerminal(Command command) throws IOException {
        Process process = start(command, builder -> {
            builder.inheritIO();
            builder.environment().putAll(variables(TERMINAL_VARIABLES));
        });
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw interrupted(command);
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(Command command, Consumer<ProcessBuilder> settings) throws IOException {
        return start(command, settings, "");
    }

    private Process start(Command command, Consumer<ProcessBuilder> settings, String input) throws IOException {
        progress.command(command.shown());
        requireExpressible(command);
        var builder =
                new ProcessBuilder(command.under(dyingWithParent(List.of())).arguments());
        builder.environment().clear();
        builder.environment().putAll(environment(command));
        settings.accept(builder);
        try {
            Process process = LAUNCHER.submit(builder::start).get();
            if (builder.redirectInput().equals(ProcessBuilder.Redirect.PIPE)) {
                feed(process, input);
            }
            return process;
        } catch (InterruptedException e) {
            throw interrupted(command);
        } catch (ExecutionException e) {
            throw new HostEnvironmentException(
                    "Can't start " + command.program() + ": " + e.getMessage() + "\n" + application
                            + " starts programs through setpriv (Debian package util-linux).",
                    e);
        }
    }

    /** Java passes arguments and variables on in the charset of its locale, with question marks for what that lacks. */
    private static void requireExpressible(Command command) {
        Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"), StandardCharsets.UTF_8);
        CharsetEncoder encoder = charset.newEncoder();
        boolean expressible = command.arguments().stream().allMatch(encoder::canEncode)
                && command.environment().values().stream().allMatch(encoder::canEncode);
        if (!expressible) {
            throw new HostEnvironmentException("Can't start " + command.program()
                    + ": one of its arguments or variables has a character that the locale's charset, " + charset
                    + ", can't express. Set a UTF-8 locale, such as LC_ALL=C.UTF-8.");
        }
    }

    private static void feed(Process process, String input) {
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It ended before it read everything; its exit code says why.
        }
    }

    private static InterruptedIOException interrupted(Command command) {
        return new InterruptedIOException("interrupted while running " + command.program());
    }

    /**
     * The arguments that run {@code program} so that the kernel kills it when this process ends. This process itself must
     * start it, not another program that keeps running.
     */
    public static List<String> dyingWithParent(List<String> program) {
        String self = String.valueOf(ProcessHandle.current().pid());
        var command = new ArrayList<>(List.of(
                "/usr/bin/setpriv", "--pdeathsig", "KILL", "sh", "-c", parentGuardScript(), "parent-guard", self));
        command.addAll(program);
        return command;
    }

    /** The shell script that runs a program unless the parent process, its first argument, has already ended. */
    public static String parentGuardScript() {
        try (var in =
                Objects.requireNonNull(ProcessRunner.class.getResourceAsStream("parent-guard.sh"), "parent-guard.sh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't read parent-guard.sh", e);
        }
    }

    private Map<String, String> environment(Command command) {
        var variables = new LinkedHashMap<>(passed);
        variables.put("PATH", String.join(":", SEARCH_PATH));
        variables.put("LC_ALL", "C.UTF-8");
        variables.put("TZ", "UTC");
        variables.putAll(command.environment());
        return variables;
    }

    private static Map<String, String> variables(List<String> names) {
        var variables = new LinkedHashMap<String, String>();
        for (String name : names) {
            String value = System.getenv(name);
            if (value != null) {
                variables.put(name, value);
            }
        }
        return variables;
    }

    @FunctionalInterface
    private interface Drain {
        void run() throws IOException;
    }

    /** Drains the output on separate threads, because a blocked read can't be interrupted. */
    private static void await(Command command, Process process, Tail tail, Drain... drains)
            throws IOException, ProcessFailedException {
        var failure = new AtomicReference<@Nullable Throwable>();
        var readers = new ArrayList<Thread>();
        for (Drain drain : drains) {
            readers.add(Thread.ofPlatform().daemon().start(() -> {
                try {
                    drain.run();
                } catch (IOException | RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                    process.destroyForcibly();
                }
            }));
        }
        int exitCode;
        try {
            for (Thread reader : readers) {
                reader.join();
            }
            exitCode = process.waitFor();
        } catch (InterruptedException e) {
            throw interrupted(command);
        } finally {
            process.destroyForcibly();
        }
        switch (failure.get()) {
            case null -> {}
            case IOException unread -> throw unread;
            case UncheckedIOException unread -> throw unread.getCause();
            case RuntimeException unread -> throw unread;
            case Error unread -> throw unread;
            case Throwable unread -> throw new IllegalStateException(unread);
        }
        if (exitCode != 0) {
            throw new ProcessFailedException(command.program(), exitCode, tail.lines());
        }
    }

    private static void forEachLine(InputStream stream, Consumer<String> consumer) throws IOException {
        try (var lines = new BoundedLineReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            lines.forEach(consumer);
        }
    }

    /** Reports lines as progress and keeps the last ones for the error message. */
    private final class Tail implements Consumer<String> {
        private final Deque<String> lines = new ArrayDeque<>();

        @Override
        public synchronized void accept(String line) {
            progress.output(line);
            if (lines.size() == KEPT_LINES) {
                lines.removeFirst();
            }
            lines.addLast(line);
        }

        synchronized List<String> lines() {
            return List.copyOf(lines);
        }
    }
}
