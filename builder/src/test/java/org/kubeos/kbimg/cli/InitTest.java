package org.kubeos.kbimg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.testkit.Tool;

/** Configs that {@code kbimg init} writes. */
class InitTest {

    @TempDir
    Path directory;

    private final FakeBuildService work = new FakeBuildService();

    /** Answers in order, and then the end of the input. */
    private record Script(Deque<String> answers) implements Prompter {

        Script(String... answers) {
            this(new ArrayDeque<>(List.of(answers)));
        }

        @Override
        public Optional<String> ask(String question) {
            return Optional.ofNullable(answers.poll());
        }

        @Override
        public Optional<String> askHidden(String question) {
            return ask(question);
        }
    }

    private Path file() {
        return directory.resolve("new.yaml");
    }

    private ImageConfig read() {
        return new ConfigReader(work.distributions()).read(file(), List.of());
    }

    private CommandLineRun init(Optional<Prompter> questions, String... settings) {
        String[] args = new String[3 + settings.length];
        System.arraycopy(new String[] {"init", "-o", file().toString()}, 0, args, 0, 3);
        System.arraycopy(settings, 0, args, 3, settings.length);
        return CommandLineRun.of(work, questions, args);
    }

    @Test
    void writesAValidConfigWithEveryKeyExplained() throws IOException {
        CommandLineRun run = init(Optional.empty());
        assertThat(run).isEqualTo(new CommandLineRun(0, file() + "\n", ""));
        assertThat(read().version()).isEqualTo("v1");
        assertThat(Files.readString(file()))
                .contains("# OS version that nodes report.", "\nversion: v1\n", "\n#hostname:\n", "\n  #archive:\n")
                .contains("\n#disk:\n  # Size of the whole disk.", "\n#  size: 20GiB\n");
        assertThat(CommandLineRun.of(work, "validate", "-f", file().toString()).exitCode())
                .isZero();
    }

    @Test
    void takesValuesFromOptions() {
        CommandLineRun run = init(
                Optional.of(new Script()),
                "--set=hostname=node-1",
                "--set=packages=[vim, chrony]",
                "--set",
                "source={repository: [{name: a, url: 'https://repo.example.org/a', suite: x}]}",
                "--set=persist.union=[/etc]");
        assertThat(run.exitCode()).as(run.err()).isZero();
        ImageConfig config = read();
        assertThat(config.hostname()).contains("node-1");
        assertThat(config.packages()).containsExactly("vim", "chrony");
        assertThat(config.persist().union()).containsExactly("/etc");
        assertThat(config.source().toString()).contains("repo.example.org");
    }

    @Test
    void asksOnATerminalAndAgainAfterAWrongAnswer() throws IOException {
        var answers = new Script("debain", "", "v2", "", "-x", "vim, chrony", "node", "30GiB", "geheim");
        CommandLineRun run = init(Optional.of(answers));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("'debain' is not a distribution that kbimg knows", "'-x' is not a package name");
        ImageConfig config = read();
        assertThat(config.version()).isEqualTo("v2");
        assertThat(config.packages()).containsExactly("vim", "chrony");
        assertThat(Files.readString(file())).doesNotContain("geheim");
        Matcher hash = Pattern.compile("\\$6\\$([^$\\s]+)\\$[^\"\\s]{86}").matcher(Files.readString(file()));
        assertThat(hash.find()).isTrue();
        assertThat(Tool.run("openssl", "passwd", "-6", "-salt", hash.group(1), "geheim")
                        .expectSuccess()
                        .text()
                        .strip())
                .isEqualTo(hash.group());
    }

    @Test
    void writesNothingIfTheQuestionsAreNotAnswered() {
        CommandLineRun run = init(Optional.of(new Script("debian", "v1")));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("nothing was written");
        assertThat(file()).doesNotExist();
    }

    @Test
    void overwritesNothingAndWritesNothingWrong() throws IOException {
        assertThat(init(Optional.empty(), "--set=hostname=_").exitCode()).isEqualTo(2);
        assertThat(file()).doesNotExist();
        Files.writeString(file(), "mine");
        CommandLineRun run = init(Optional.empty());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("already");
        assertThat(file()).hasContent("mine");
    }

    @Test
    void letsNobodyElseReadTheHash() throws IOException {
        init(Optional.empty(), "--set=root.password=$6$salt$" + "a".repeat(86));
        assertThat(read().root().toString()).doesNotContain("salt");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }
}
