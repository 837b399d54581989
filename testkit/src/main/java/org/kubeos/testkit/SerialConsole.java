package org.kubeos.testkit;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The far end of a serial console that a process offers on its standard input and output, such as QEMU's. Text is matched
 * without control sequences and carriage returns. Every failure is an {@link AssertionError} that shows the transcript.
 */
public final class SerialConsole implements AutoCloseable {

    /**
     * How long a machine may take from power to login, and a command from line to prompt, under emulation on a host that does as
     * much besides.
     */
    public static final Duration BOOT_DEADLINE = Duration.ofMinutes(10);

    public static final Duration COMMAND_DEADLINE = Duration.ofMinutes(4);

    /** What is typed again is typed after this time. */
    private static final Duration REPETITION = Duration.ofSeconds(5);

    private static final int TRANSCRIPT_LIMIT = 1 << 17;

    private final Process process;
    private final Thread reader;

    /** What came so far, the oldest cut off; guarded by this console's monitor, like the two fields below. */
    private final StringBuilder transcript = new StringBuilder();

    private int expectedFrom;
    private boolean ended;
    private int commands;

    /** @param output of a command, without its line feed at the end */
    public record CommandResult(String command, int exitStatus, String output) {}

    /** Takes over {@code process}, which {@link #close} kills. */
    public SerialConsole(Process process) {
        this.process = process;
        reader = Thread.ofVirtual().start(this::read);
    }

    /** Starts {@code command}, whose errors go to the transcript, too. */
    public static SerialConsole start(List<String> command) {
        try {
            return new SerialConsole(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException("can't run " + command.getFirst() + "; is it installed?", e);
        }
    }

    /** Waits until {@code regex} is found in what came after the match before, and returns where. */
    public MatchResult expect(String regex, Duration deadline) {
        return find(regex, deadline).orElseThrow(() -> failure(lateness(regex, deadline)));
    }

    /**
     * Types {@code text}, again and again, until {@code regex} is found: sulogin prompts before it throws away what has been
     * typed.
     */
    public MatchResult sendUntil(String regex, String text, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        while (System.nanoTime() < end) {
            send(text);
            Optional<MatchResult> found = find(regex, REPETITION);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw failure(lateness(regex, deadline));
    }

    private synchronized Optional<MatchResult> find(String regex, Duration deadline) {
        Pattern pattern = Pattern.compile(regex);
        long end = System.nanoTime() + deadline.toNanos();
        do {
            Matcher matcher = pattern.matcher(transcript).region(expectedFrom, transcript.length());
            if (matcher.find()) {
                expectedFrom = matcher.end();
                return Optional.of(matcher.toMatchResult());
            }
            if (ended) {
                throw failure("the console ended before /" + regex + "/ came");
            }
        } while (awaitOutput(end));
        return Optional.empty();
    }

    private static String lateness(String regex, Duration deadline) {
        return "/" + regex + "/ did not come within " + deadline.toSeconds() + " s";
    }

    /** Types {@code text} as it is; a line ends with {@code \n}. */
    public void send(String text) {
        try {
            process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw failure("can't type " + text.strip() + ": " + e.getMessage());
        }
    }

    /** Waits for the login prompt, logs in, and readies the shell for {@link #run}. */
    public void login(String user, String password) {
        expect("login: ", BOOT_DEADLINE);
        send(user + "\n");
        expect("Password: ", COMMAND_DEADLINE);
        send(password + "\n");
        if (expect("[#$] $|Login incorrect", COMMAND_DEADLINE).group().startsWith("L")) {
            throw failure("login as " + user + " was refused");
        }
        // Wide enough that no line is wrapped; nothing that waits for a key; no kernel messages amid the output.
        run("stty cols 1000; export PAGER=cat SYSTEMD_PAGER=cat SYSTEMD_COLORS=0; dmesg --console-off");
    }

    public CommandResult run(String command) {
        return run(command, COMMAND_DEADLINE);
    }

    /** Runs one line in the shell that waits at the other end. */
    public CommandResult run(String command, Duration deadline) {
        if (command.contains("\n")) {
            throw new IllegalArgumentException("more than one line: " + command);
        }
        int number = ++commands;
        // The quotes make the markers differ from their echo; eval keeps a # or & in the command from reaching the end
        // marker.
        send("echo 'kbimg-'begin-%d; eval %s; echo 'kbimg-'end-%d:$?\n".formatted(number, quoted(command), number));
        expect("kbimg-begin-" + number + "\n", deadline);
        MatchResult end = expect("(?s)(?<output>.*?)\n?kbimg-end-" + number + ":(?<status>\\d+)\n", deadline);
        // With blanks, whoever else writes to the console clears a line that the output then goes on.
        String output = end.group("output").replaceFirst("^ +", "");
        return new CommandResult(command, Integer.parseInt(end.group("status")), output);
    }

    /** As {@link #run(String)}, but fails unless the command ends with 0. Returns its output. */
    public String runSuccessfully(String command) {
        CommandResult result = run(command);
        if (result.exitStatus() != 0) {
            throw failure("'" + command + "' ended with " + result.exitStatus());
        }
        return result.output();
    }

    /** Waits until the process has ended by itself, and returns its exit code. */
    public int awaitEnd(Duration deadline) {
        try {
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failure("the machine did not stop within " + deadline.toSeconds() + " s");
            }
            reader.join();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("interrupted");
        }
    }

    /** Does {@code action} while the process stands still, which it notices no more than it would a kill. */
    public void whileStopped(Runnable action) {
        if (!process.isAlive()) {
            action.run();
            return;
        }
        signal("STOP");
        try {
            awaitStandstill();
            action.run();
        } finally {
            signal("CONT");
        }
    }

    private void signal(String name) {
        Tool.run("sh", "-c", "kill -" + name + " " + process.pid());
    }

    /** A thread that is writing stops when it has written. */
    private void awaitStandstill() {
        long end = System.nanoTime() + COMMAND_DEADLINE.toNanos();
        while (!standsStill()) {
            if (System.nanoTime() > end) {
                throw failure("the process did not stop");
            }
            Thread.onSpinWait();
        }
    }

    /** Whether every thread is stopped, or the process has ended; see proc_pid_status(5). */
    private boolean standsStill() {
        try (Stream<Path> threads = Files.list(Path.of("/proc", String.valueOf(process.pid()), "task"))) {
            for (Path thread : threads.toList()) {
                if (!Files.readString(thread.resolve("status")).contains("\nState:\tT")) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return !process.isAlive();
        }
    }

    /** What came so far, the oldest cut off. */
    public synchronized String transcript() {
        return transcript.toString();
    }

    /** Kills the process and its descendants. */
    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private void read() {
        var filter = new TerminalText();
        var piece = CharBuffer.allocate(8192);
        try (Reader output = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            while (output.read(piece) >= 0) {
                append(filter, piece.flip());
                piece.clear();
            }
        } catch (IOException e) {
            // The stream breaks when the process is killed: the end, like any other.
        } finally {
            end();
        }
    }

    private synchronized void append(TerminalText filter, CharSequence piece) {
        filter.append(piece, transcript);
        int excess = transcript.length() - TRANSCRIPT_LIMIT;
        if (excess > 0) {
            transcript.delete(0, excess);
            expectedFrom = Math.max(0, expectedFrom - excess);
        }
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Returns false once the time {@code end} has come. */
    @SuppressWarnings("WaitNotInLoop") // the callers loop
    private synchronized boolean awaitOutput(long end) {
        long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (millis <= 0) {
            return false;
        }
        try {
            wait(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("interrupted");
        }
    }

    private AssertionError failure(String what) {
        return new AssertionError(what + ". Transcript:\n" + transcript());
    }
}
