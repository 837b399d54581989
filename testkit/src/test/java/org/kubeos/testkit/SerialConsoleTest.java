package org.kubeos.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.testkit.SerialConsole.CommandResult;

@Timeout(60)
class SerialConsoleTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    /** A shell on a terminal that echoes, as on a serial line. */
    private static SerialConsole shell() {
        return shell("sh -i");
    }

    private static SerialConsole shell(String command) {
        return SerialConsole.start(List.of("script", "--quiet", "--return", "--command", command, "/dev/null"));
    }

    /** What agetty, login and a shell would say, colors included. The password is {@code secret}. */
    private static SerialConsole machine() {
        return shell("""
                printf '\\033[1mBooting\\033[0m\\r\\nnode login: '; read -r user; stty -echo; printf 'Password: '; read -r password
                stty echo; printf '\\r\\n'; if [ "$password" = secret ]; then exec bash --norc -i; fi; echo Login incorrect; cat""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            echo one; echo two              | 0   | 'one
            two'
            true                            | 0   | ''
            false                           | 1   | ''
            printf 'no line feed'           | 0   | no line feed
            echo "it's"; (exit 42)          | 42  | it's
            echo x # a comment              | 0   | x
            sh -c 'echo oops >&2; exit 3'   | 3   | oops
            printf '\\033[31mred\\033[m'    | 0   | red
            """)
    void commandsReturnOutputAndExitStatus(String command, int exitStatus, String output) {
        try (var console = shell()) {
            assertThat(console.run(command)).isEqualTo(new CommandResult(command, exitStatus, output));
        }
    }

    @Test
    void manyCommandsShareOneShell() {
        try (var console = shell()) {
            console.run("x=0");
            for (int i = 1; i <= 20; i++) {
                assertThat(console.run("x=$((x + 1)); seq 200; echo $x").output())
                        .endsWith("200\n" + i);
            }
        }
    }

    @Test
    void logsIn() {
        try (var console = machine()) {
            console.login("root", "secret");
            assertThat(console.runSuccessfully("echo $user")).isEmpty();
            assertThat(console.transcript()).contains("Booting\nnode login: root");
        }
    }

    @Test
    void aRefusedLoginIsAFailureWithTranscript() {
        try (var console = machine()) {
            assertThatThrownBy(() -> console.login("root", "wrong"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContainingAll("login as root was refused", "Booting");
        }
    }

    @Test
    void aFailedCommandShowsTheTranscript() {
        try (var console = shell()) {
            assertThatThrownBy(() -> console.runSuccessfully("echo before; false"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContainingAll("'echo before; false' ended with 1", "\nbefore\n");
        }
    }

    @Test
    void expectFailsAtTheDeadlineWithTranscript() {
        try (var console = SerialConsole.start(List.of("sh", "-c", "echo here; exec sleep 1000"))) {
            assertThatThrownBy(() -> console.expect("there$", Duration.ofMillis(300)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("/there$/ did not come within 0 s. Transcript:\nhere\n");
        }
    }

    @Test
    void expectFailsAtOnceWhenTheConsoleEnds() {
        try (var console = SerialConsole.start(List.of("sh", "-c", "echo bye; exit 5"))) {
            assertThatThrownBy(() -> console.expect("never", SOON))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("the console ended before /never/ came. Transcript:\nbye\n");
            assertThat(console.awaitEnd(SOON)).isEqualTo(5);
        }
    }

    @Test
    void aMatchIsFoundOnlyOnce() {
        try (var console = SerialConsole.start(List.of("sh", "-c", "echo 1 login 2; echo 3 login 4"))) {
            assertThat(console.expect("(\\d) login", SOON).group(1)).isEqualTo("1");
            assertThat(console.expect("(\\d) login", SOON).group(1)).isEqualTo("3");
        }
    }

    @Test
    void theTranscriptRolls() {
        try (var console = SerialConsole.start(List.of("sh", "-c", "seq 100000; echo end"))) {
            console.expect("\nend\n", SOON);
            assertThat(console.transcript()).hasSize(1 << 17).endsWith("\n100000\nend\n");
        }
    }

    @Test
    void closeKillsTheWholeProcessTree() {
        var console = SerialConsole.start(List.of("sh", "-c", "sleep 1000 & echo $!; wait"));
        long pid = Long.parseLong(console.expect("\\d+", SOON).group());
        ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
        console.close();
        assertThat(child.onExit()).succeedsWithin(SOON);
    }

    @Test
    void oneLineAtATime() {
        try (var console = shell()) {
            assertThatIllegalArgumentException().isThrownBy(() -> console.run("true\nfalse"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[1;31mtext\u001b[0m",
                "\u001b]0;title\u0007text\r",
                "\u001b(Bte\bxt",
                "\u001b[?2004ltext",
                "\u001b]8;;u\u001b\\text"
            })
    void terminalsTextIsFreeOfControlSequencesHoweverItIsCut(String received) {
        var filter = new TerminalText();
        var text = new StringBuilder();
        received.chars().forEach(c -> filter.append(Character.toString(c), text));
        assertThat(text).hasToString("text");
    }
}
