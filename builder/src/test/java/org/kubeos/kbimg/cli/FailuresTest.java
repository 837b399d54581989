package org.kubeos.kbimg.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.host.Application;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.Progress;

/** What is printed of a build that fails, and its exit code. */
class FailuresTest extends CommandLineFixture {

    @Test
    void failuresAreJsonToo() throws IOException {
        work.failure = new BuildException("no weather for this");
        CommandLineRun failed = create("--json", "--quiet");
        assertThat(json(failed).at("/error").asText()).isEqualTo("kbimg: no weather for this");
        assertThat(json(failed).at("/exitCode").asInt())
                .isEqualTo(failed.exitCode())
                .isEqualTo(1);
        assertThat(failed.err()).contains("kbimg: no weather for this");

        JsonNode wrong = json(create("--json", "--set=hostnam=x"));
        assertThat(wrong.at("/exitCode").asInt()).isEqualTo(2);
        assertThat(wrong.at("/problems/0/message").asText()).isEqualTo("unknown key 'hostnam'");
    }

    @Test
    void aFailedBuildIsOne() {
        work.failure = new BuildException(
                "Installing packages failed.", new UncheckedIOException(new AccessDeniedException("/var/cache/x")));
        CommandLineRun result = create();
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .endsWith("Failed\nkbimg: Installing packages failed.\n"
                        + "  because: Permission denied: /var/cache/x\n");
    }

    @Test
    void wrongConfigsAndCommandLinesAreTwo() {
        assertThat(create("--set", "hostname=-").exitCode()).isEqualTo(2);
        work.failure = new UsageException("no");
        assertThat(create().exitCode()).isEqualTo(2);
        assertThat(work.asked).hasSize(1);
    }

    @Test
    void somethingMissingIsThree() {
        work.failure = new HostException("mmdebstrap is missing. Install the package mmdebstrap.");
        CommandLineRun result = create();
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).endsWith("kbimg: mmdebstrap is missing. Install the package mmdebstrap.\n");
    }

    @Test
    void anInterruptionIs130() {
        work.failure = new BuildException("stopped", new InterruptedException());
        CommandLineRun result = create();
        assertThat(result.exitCode()).isEqualTo(130);
        assertThat(result.err()).endsWith("kbimg: Interrupted\n");
    }

    /** Of a process whose words are shown, the exit code says nothing more. */
    @Test
    void anExitCodeIsShownOnlyWhereNothingElseIs() throws Exception {
        var runner = new ProcessRunner(Application.NAME, Progress.SILENT);
        ProcessFailedException failed = catchThrowableOfType(
                ProcessFailedException.class,
                () -> runner.run(Command.of("sh", "-c", "echo 'E: no such package'; exit 100")));
        work.failure = new BuildException("Can't install the packages:\nE: no such package", failed);
        assertThat(create().err()).endsWith("E: no such package\n");
        work.failure = new BuildException("Can't install the packages.", failed);
        assertThat(create().err()).endsWith("because: sh ended with exit code 100\n");
    }

    @Test
    void aFullDiskIsExplained() {
        work.failure = new UncheckedIOException(new IOException("out/x: No space left on device"));
        assertThat(create().err()).contains("The disk is full").contains("-o");
    }

    @Test
    void faultsOfKbimgShowTheirTraceOnlyWhenAsked() {
        work.failure = new IllegalStateException("surprise");
        CommandLineRun result = create();
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("kbimg: Internal error: java.lang.IllegalStateException: surprise")
                .doesNotContain("\tat ");
        assertThat(create("--debug").err()).contains("\tat ");
        assertThat(run("--debug", "boot", "x").err()).contains("\tat ");
    }

    @Test
    void otherProgramsWordsAreShownWithoutSecretsAndControls() throws IOException {
        work.failure = new BuildException("Can't read the package repositories:\nE: \u001b[2J"
                + "Failed to fetch http://user:secret@deb.example/x?token=secret");
        String shown =
                "Can't read the package repositories:\nE:  [2JFailed to fetch http://********@deb.example/x?token=********";
        assertThat(create().err()).contains(shown);
        assertThat(create("--debug").err()).contains(shown).doesNotContain("secret");
        assertThat(json(create("--json")).at("/error").asText()).contains(shown);
    }

    @Test
    void errorsOfTheMachineAreMessagesToo() {
        work.error = new OutOfMemoryError("Java heap space");
        CommandLineRun memory = create();
        assertThat(memory.err())
                .contains("kbimg: Java ran out of memory. Give it more")
                .doesNotContain("\tat ");
        assertThat(memory.exitCode()).isEqualTo(1);

        work.error = new StackOverflowError();
        CommandLineRun stack = create();
        assertThat(stack.err())
                .contains("kbimg: Internal error: java.lang.StackOverflowError", "--debug")
                .doesNotContain("\tat ");
        assertThat(stack.exitCode()).isEqualTo(1);
        assertThat(create("--debug").err()).contains("\tat ");
    }

    @Test
    void aLibraryThatCanNotBeLoadedIsTheHostsFault() {
        var unloaded = new UnsatisfiedLinkError("/x/libzstd.so: failed to map segment\nUnsupported OS/arch");
        var later = new NoClassDefFoundError("Could not initialize class Zstd");
        later.initCause(new ExceptionInInitializerError(
                "Exception java.lang.UnsatisfiedLinkError: /x/libzstd.so [in thread \"1\"]"));
        for (Error error : List.of(unloaded, later)) {
            work.error = error;
            CommandLineRun result = create();
            assertThat(result.err())
                    .contains("kbimg: Can't load a native library: ", "/x/libzstd.so", "noexec", "KBIMG_CACHE")
                    .doesNotContain("\tat ");
            assertThat(result.exitCode()).isEqualTo(3);
        }
    }
}
