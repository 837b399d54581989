package org.kubeos.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kubeos.testkit.Tool;

class ProcessRunnerTest {

    private final ProcessRunner runner = new ProcessRunner(new ApplicationName("tester"), Progress.SILENT);

    /** The program: shows the environment of what it starts. */
    static final class Starter {
        private Starter() {}

        public static void main(String[] arguments) throws Exception {
            new ProcessRunner(new ApplicationName("tester"), Progress.SILENT)
                    .capture(Command.of("env"))
                    .forEach(System.out::println);
        }
    }

    @Test
    void theCallersEnvironmentIsNotHandedDown() {
        Tool.Result result = Tool.run(
                List.of(
                        "env",
                        "LD_LIBRARY_PATH=/nowhere",
                        "LD_PRELOAD=libc.so.6",
                        "JAVA_TOOL_OPTIONS=-Xmx64m",
                        "_JAVA_OPTIONS=-Xmx64m",
                        "BASH_ENV=/nowhere",
                        "HOME=/home/caller",
                        "https_proxy=http://proxy",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starter.class.getName()),
                new byte[0]);
        assertThat(result.lines())
                .contains("HOME=/home/caller", "https_proxy=http://proxy", "LC_ALL=C.UTF-8", "TZ=UTC")
                .noneMatch(line -> line.matches("(LD_|JAVA_|_JAVA_|BASH_ENV).*"));
    }

    @Test
    void aListenersFailureIsThrown() {
        var runner = new ProcessRunner(new ApplicationName("tester"), Progress.SILENT);
        for (Throwable failure : List.of(new IllegalStateException("no"), new StackOverflowError())) {
            assertThatThrownBy(() -> runner.run(Command.of("echo", "line"), line -> {
                        if (failure instanceof Error error) {
                            throw error;
                        }
                        throw (RuntimeException) failure;
                    }))
                    .isSameAs(failure);
        }
    }

    @Test
    void refusesArgumentsThatWouldArriveAsQuestionMarks() {
        var runner = new ProcessRunner(new ApplicationName("tester"), Progress.SILENT);
        assertThatThrownBy(() -> runner.run(Command.of("true", "half a character: \ud83d")))
                .isInstanceOf(HostEnvironmentException.class)
                .hasMessageContaining("Can't start true: one of its arguments or variables has a character");
        assertThatThrownBy(() -> runner.run(Command.of("true").with("HALF", "\ud83d")))
                .isInstanceOf(HostEnvironmentException.class);
    }

    @Test
    void tellsEachLine() throws Exception {
        var lines = new ArrayList<String>();
        runner.run(Command.of("sh", "-c", "echo one; echo two >&2"), lines::add);
        assertThat(lines).containsExactly("one", "two");
    }

    @Test
    void keepsTheLastLinesOfAFailure() {
        assertThatExceptionOfType(ProcessFailedException.class)
                .isThrownBy(() -> runner.run(Command.of("sh", "-c", "seq 100; exit 7")))
                .satisfies(e -> {
                    assertThat(e.exitCode()).isEqualTo(7);
                    assertThat(e.lastLines()).hasSize(40).endsWith("99", "100");
                });
    }

    @Test
    void capturesStandardOutputAlone() throws Exception {
        assertThat(runner.capture(Command.of("sh", "-c", "echo data; echo noise >&2")))
                .containsExactly("data");
    }

    @Test
    void copiesBytesAsTheyAre() throws Exception {
        var bytes = new ByteArrayOutputStream();
        runner.copyOutput(Command.of("printf", "\\377\\0\\n"), bytes);
        assertThat(bytes.toByteArray()).containsExactly(0xff, 0, '\n');
    }

    @Test
    void givesNoMoreOfTheEnvironmentThanIsNeeded() throws Exception {
        assertThat(runner.capture(Command.of("env").with("ADDED", "yes")))
                .contains("ADDED=yes", "LC_ALL=C.UTF-8", "TZ=UTC")
                .noneMatch(line -> line.startsWith("JAVA_HOME=") || line.startsWith("MAVEN_"));
    }

    @Test
    void showsCommandsWithoutWhatMayBeSecret() throws Exception {
        var recorder = new CommandRecorder(new ArrayList<>());
        var lines = new ArrayList<String>();
        Command secretive = Command.of("printf", "%s\n")
                .plusHidden(List.of("geheim", "two words"))
                .with("TOKEN", "geheim")
                .under(List.of("env"));

        new ProcessRunner(new ApplicationName("tester"), recorder).run(secretive, lines::add);

        assertThat(lines).containsExactly("geheim", "two words");
        assertThat(recorder.shown()).containsExactly("printf", "%s\n", "********", "********");
    }

    @Test
    @Timeout(20)
    void killsWhatItWaitsForWhenInterrupted() throws Exception {
        var started = new CompletableFuture<Long>();
        var outcome = new CompletableFuture<Throwable>();
        Thread waiting = Thread.ofPlatform().start(() -> {
            try {
                runner.run(
                        Command.of("sh", "-c", "echo $$; exec sleep 1000"),
                        line -> started.complete(Long.parseLong(line)));
            } catch (Exception e) {
                outcome.complete(e);
            }
        });
        ProcessHandle process = ProcessHandle.of(started.get()).orElseThrow();
        waiting.interrupt();
        assertThat(outcome.get()).isInstanceOf(InterruptedIOException.class);
        process.onExit().get();
    }

    @Test
    void asksToDieWithKbimg() throws Exception {
        assertThat(runner.capture(Command.of("setpriv", "--dump"))).contains("Parent death signal: KILL");
    }

    private record CommandRecorder(List<String> shown) implements Progress {
        @Override
        public void step(String title) {}

        @Override
        public void detail(String text) {}

        @Override
        public void warning(String text) {}

        @Override
        public void command(List<String> command) {
            shown.addAll(command);
        }

        @Override
        public void output(String line) {}
    }
}
