package org.kubeos.kbimg.config.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kubeos.kbimg.config.ConfigException;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.config.LoadedConfig;
import org.kubeos.yamlschema.yaml.Problem;

/** Upstream's configs and what becomes of them, word by word, in converted.txt and refused.txt. */
class UpstreamConfigsTest {

    private static final Path GOLDEN = Path.of("src/test/resources/org/kubeos/kbimg/config/upstream");
    private static final Pattern TITLE = Pattern.compile("(?m)^=== ");
    private static final List<String> PROFILES = List.of("debian", "openeuler");

    private static final List<String> FILES = List.of(
            "my.repo",
            "os-agent",
            "motd",
            "finish.sh",
            "hostshell",
            "resolv.conf",
            "cloud.cfg",
            "app.service",
            "initramfs-6.6.img",
            "grub.cfg");

    @TempDir
    Path directory;

    record Case(String title, String config, String expected) {

        static Case parse(String block) {
            int titleEnd = block.indexOf('\n') + 1;
            int separator = block.indexOf("\n---\n") + 1;
            String expected = block.substring(separator + 4).strip();
            return new Case(block.substring(0, titleEnd).strip(), block.substring(titleEnd, separator), expected);
        }

        @Override
        public String toString() {
            return title;
        }
    }

    private static Stream<Case> cases(String file) throws IOException {
        return TITLE.splitAsStream(Files.readString(GOLDEN.resolve(file)))
                .skip(1)
                .map(Case::parse);
    }

    static Stream<Case> converted() throws IOException {
        return cases("converted.txt");
    }

    static Stream<Case> refused() throws IOException {
        return cases("refused.txt");
    }

    /** The extension says nothing: the file is called the same whatever it holds. */
    private Path write(Case given) throws IOException {
        for (String name : FILES) {
            Files.writeString(directory.resolve(name), "");
        }
        Files.createDirectories(directory.resolve("config.d"));
        if (given.title.contains("(rpmlist)")) {
            Files.writeString(directory.resolve("rpmlist"), "containerd\nkubelet  vi\r\n\nvi\n");
        } else if (given.title.contains("(wrong rpmlist)")) {
            Files.writeString(directory.resolve("rpmlist"), "vi\n# none\n");
        }
        Path configs = Files.createDirectories(directory.resolve("configs"));
        return Files.writeString(configs.resolve("old"), given.config);
    }

    private String conversion(Case given) throws IOException {
        return Conversion.of(write(given), directory, null).text();
    }

    private String refusal(Case given) throws IOException {
        Path old = write(given);
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> Conversion.of(old, directory, null));
        assertThat(e).as("accepted: " + given.title).isNotNull();
        return e.getMessage().replace(directory + "/configs/", "");
    }

    @ParameterizedTest
    @MethodSource("converted")
    void writesThisProjectsConfig(Case given) throws IOException {
        String text = conversion(given).strip();
        if (!Boolean.getBoolean("golden.update")) {
            assertThat(text).isEqualTo(given.expected);
        }
        assertThat(text).doesNotContain("geheim");
    }

    @ParameterizedTest
    @MethodSource("converted")
    void theConvertedConfigIsTheOldOne(Case given) throws IOException {
        Path old = write(given);
        LoadedConfig loaded = new ConfigReader(PROFILES, new UpstreamReader(directory)).load(old, List.of());
        Path output = Files.createDirectories(directory.resolve("new place")).resolve("new.yaml");
        Conversion conversion = Conversion.of(old, directory, output);
        conversion.writeTo(output);
        assertThat(new ConfigReader(PROFILES).read(output, List.of())).isEqualTo(loaded.config());
        assertThat(conversion.warnings()).isEqualTo(loaded.untranslated());
        assertThat(loaded.untranslated())
                .allSatisfy(warning -> assertThat(conversion.text()).contains(warning.message()));
        assertThat(loaded.untranslated()).extracting(Problem::describe).noneMatch(text -> text.contains("geheim"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void tellsWhatIsWrong(Case given) throws IOException {
        String message = refusal(given);
        if (!Boolean.getBoolean("golden.update")) {
            assertThat(message).isEqualTo(given.expected);
        }
        assertThat(message).doesNotContain("geheim");
    }

    @Test
    void rewritesTheGoldenFilesIfAsked() throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            rewrite("converted.txt", this::conversion);
            rewrite("refused.txt", this::refusal);
        }
    }

    private interface Outcome {
        String of(Case given) throws IOException;
    }

    private void rewrite(String file, Outcome outcome) throws IOException {
        String old = Files.readString(GOLDEN.resolve(file));
        var text = new StringBuilder(old.substring(0, old.indexOf("=== ")));
        for (Case given : cases(file).toList()) {
            Files.deleteIfExists(directory.resolve("rpmlist"));
            text.append("=== ").append(given.title).append('\n').append(given.config);
            text.append("---\n").append(outcome.of(given).strip()).append("\n\n");
        }
        Files.writeString(GOLDEN.resolve(file), text.toString().stripTrailing() + "\n");
    }
}
