package org.kubeos.kbimg.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kubeos.yamlschema.Key;

/**
 * What is said about wrong configs, word by word, in wrong-configs/: a file per group of keys, a case after each title.
 *
 * <p>A case is a config, then {@code ---}, then the message. Lines that start with {@code $} are overrides from the command
 * line; a line {@code >>> NAME} starts another file beside the config. The keys version, distribution and source are added
 * at the end of the config where the title doesn't end in "(whole)". KEYS stands for all keys that a config may have at
 * the top. Rewrite the messages with -Dgolden.update=true, and read the difference.
 */
class WrongConfigsTest {

    private static final Path GOLDEN = Path.of("src/test/resources/org/kubeos/kbimg/config/wrong-configs");
    private static final int MIN = 150;
    private static final String REST = "version: v1\ndistribution: debian\nsource: {repository: host}\n";
    private static final Pattern TITLE = Pattern.compile("(?m)^=== ");
    private static final Pattern FILE = Pattern.compile("(?m)^>>> (.+)\n");
    // The second document of a case must not end its config, so the separator is the last one before the message.
    private static final String SEPARATOR = "---\n";
    private static final List<String> DISTRIBUTIONS = List.of("debian", "openeuler");
    private static final Map<String, String> ENVIRONMENT =
            Map.of("NODE", "node_7 geheim", "PASSWORD", "correct horse", "EMPTY", "", "LIST", "[geheim]");

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
            var lines = new ArrayList<>(FILE.split(body, 2)[0]
                    .lines()
                    .filter(line -> !line.startsWith("$"))
                    .toList());
            String text = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
            if (title.endsWith("(whole)")) {
                return text;
            }
            String rest = text.lines().anyMatch(line -> line.startsWith("version:")) ? REST.substring(12) : REST;
            return text + rest;
        }

        /** Other files by name. */
        Map<String, String> files() {
            String[] texts = FILE.split(body, -1);
            List<String> names =
                    FILE.matcher(body).results().map(match -> match.group(1)).toList();
            return Stream.iterate(0, i -> i + 1)
                    .limit(names.size())
                    .collect(Collectors.toMap(names::get, i -> texts[i + 1]));
        }

        @Override
        public String toString() {
            return title;
        }
    }

    static List<Path> groups() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files.sorted().toList();
        }
    }

    static List<Case> cases() throws IOException {
        var all = new ArrayList<Case>();
        for (Path group : groups()) {
            all.addAll(cases(group));
        }
        return all;
    }

    private static List<Case> cases(Path group) throws IOException {
        return TITLE.splitAsStream(Files.readString(group))
                .skip(1)
                .map(Case::parse)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tellsWhatIsWrong(Case wrong) throws IOException {
        String message = messageFor(wrong, directory);
        if (!Boolean.getBoolean("golden.update")) {
            assertThat(message).isEqualTo(wrong.message);
        }
        assertThat(message).doesNotContain("geheim", "correct", "horse");
    }

    @Test
    void thereAreManyCases() throws IOException {
        List<String> titles = cases().stream().map(Case::title).toList();
        assertThat(titles).doesNotHaveDuplicates();
        assertThat(titles.size()).isGreaterThanOrEqualTo(MIN);
    }

    @Test
    void rewritesTheGoldenFilesIfAsked() throws IOException {
        if (!Boolean.getBoolean("golden.update")) {
            return;
        }
        for (Path group : groups()) {
            var text = new StringBuilder();
            List<Case> cases = cases(group);
            for (int i = 0; i < cases.size(); i++) {
                Case wrong = cases.get(i);
                Path place = Files.createDirectory(directory.resolve(group.getFileName() + "." + i));
                text.append("=== ").append(wrong.title).append('\n');
                text.append(wrong.body).append(SEPARATOR);
                text.append(messageFor(wrong, place)).append("\n\n");
            }
            Files.writeString(group, text.toString().stripTrailing() + "\n");
        }
    }

    private static String messageFor(Case wrong, Path directory) throws IOException {
        Path file = directory.resolve("kbimg.yaml");
        Files.writeString(file, wrong.config());
        Files.writeString(directory.resolve("archive.tar"), "");
        for (Map.Entry<String, String> other : wrong.files().entrySet()) {
            Path path = directory.resolve(other.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, other.getValue());
        }
        var reader = new ConfigReader(DISTRIBUTIONS, ENVIRONMENT);
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> reader.read(file, wrong.overrides()));
        assertThat(e).as("accepted: " + wrong.title).isNotNull();
        String keys =
                ConfigSchema.of(DISTRIBUTIONS).keys().stream().map(Key::name).collect(Collectors.joining(", "));
        return e.getMessage()
                .replace(directory + "/", "")
                .replace(directory.toString(), "DIRECTORY")
                .replace(keys, "KEYS");
    }
}
