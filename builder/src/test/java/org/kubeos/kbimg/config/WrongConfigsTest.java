package org.kubeos.kbimg.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said about wrong configs, word by word, in wrong-configs.txt. */
class WrongConfigsTest {

    private static final Path GOLDEN = Path.of("src/test/resources/org/kubeos/kbimg/config/wrong-configs.txt");
    private static final String REST = "version: v1\ndistribution: debian\nsource: {repository: host}\n";
    private static final Pattern TITLE = Pattern.compile("(?m)^=== ");
    // The second document of a case must not end its config, so the separator is the last one before the message.
    private static final String SEPARATOR = "---\n";

    @TempDir
    Path directory;

    record Case(String title, String body, String message) {
        static Case parse(String block) {
            int titleEnd = block.indexOf('\n');
            String title = block.substring(0, titleEnd);
            String rest = block.substring(titleEnd + 1);
            int separator = ("\n" + rest).lastIndexOf("\n" + SEPARATOR);
            String message = rest.substring(separator + SEPARATOR.length()).strip();
            return new Case(title, rest.substring(0, separator), message);
        }

        List<String> overrides() {
            return body.lines()
                    .filter(line -> line.startsWith("$"))
                    .map(line -> line.substring(1))
                    .toList();
        }

        String config() {
            var lines = new ArrayList<>(
                    body.lines().filter(line -> !line.startsWith("$")).toList());
            String text = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
            if (title.endsWith("(whole)")) {
                return text;
            }
            String rest = text.lines().anyMatch(line -> line.startsWith("version:")) ? REST.substring(12) : REST;
            return text + rest;
        }

        @Override
        public String toString() {
            return title;
        }
    }

    static Stream<Case> cases() throws IOException {
        return TITLE.splitAsStream(Files.readString(GOLDEN)).skip(1).map(Case::parse);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tellsWhatIsWrong(Case wrong) throws IOException {
        String message = messageFor(wrong);
        if (!Boolean.getBoolean("golden.update")) {
            assertThat(message).isEqualTo(wrong.message);
        }
        assertThat(message).doesNotContain("geheim", "correct", "horse");
    }

    @Test
    void rewritesTheGoldenFileIfAsked() throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            String old = Files.readString(GOLDEN);
            var text = new StringBuilder(old.substring(0, old.indexOf("=== ")));
            for (Case wrong : cases().toList()) {
                text.append("=== ")
                        .append(wrong.title)
                        .append('\n')
                        .append(wrong.body)
                        .append(SEPARATOR);
                text.append(messageFor(wrong)).append("\n\n");
            }
            Files.writeString(GOLDEN, text.toString().stripTrailing() + "\n");
        }
    }

    private String messageFor(Case wrong) throws IOException {
        Path file = directory.resolve("kbimg.yaml");
        Files.writeString(file, wrong.config());
        Files.writeString(directory.resolve("archive.tar"), "");
        var reader = new ConfigReader(List.of("debian", "openeuler"));
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> reader.read(file, wrong.overrides()));
        assertThat(e).as("accepted: " + wrong.title).isNotNull();
        return e.getMessage().replace(directory + "/", "").replace(directory.toString(), "DIRECTORY");
    }
}
