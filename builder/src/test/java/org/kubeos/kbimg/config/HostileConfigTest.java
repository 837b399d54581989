package org.kubeos.kbimg.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.UsageException;

/** Files made to hurt: each gets an answer, soon. */
class HostileConfigTest {

    private static final String MINIMUM = "version: v1\ndistribution: debian\nsource: {repository: host}\n";
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private String complaint(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("kbimg.yaml"), text);
        var reader = new ConfigReader(List.of("debian"));
        UsageException e = Assertions.assertTimeoutPreemptively(
                SOON, () -> catchThrowableOfType(UsageException.class, () -> reader.read(file, List.of())));
        assertThat(e).isNotNull();
        return e.getMessage();
    }

    @Test
    void refusesAliasesThatWouldMultiply() throws IOException {
        String bomb = IntStream.range(1, 40)
                .mapToObj(i -> "a" + i + ": &a" + i + " [*a" + (i - 1) + ", *a" + (i - 1) + "]\n")
                .collect(Collectors.joining("", "a0: &a0 [x, x]\n", ""));
        assertThat(complaint(bomb)).contains("YAML aliases are not supported");
    }

    @Test
    void refusesAnAliasToItself() throws IOException {
        assertThat(complaint("packages: &a [*a]\n")).contains("YAML aliases are not supported");
    }

    @Test
    void refusesTenMegabytes() throws IOException {
        assertThat(complaint("# " + "x".repeat(10_000_000))).contains("is larger than 2 MiB");
    }

    @Test
    void refusesAnEndlessFile() {
        UsageException e = Assertions.assertTimeoutPreemptively(
                SOON,
                () -> catchThrowableOfType(
                        UsageException.class,
                        () -> new ConfigReader(List.of("debian")).read(Path.of("/dev/zero"), List.of())));
        assertThat(e).hasMessageContaining("is larger than 2 MiB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? ", "!", "&", "\"", "a:\n ", "{", "a: {", "-\n"})
    void standsDepthAndRepetition(String piece) throws IOException {
        assertThat(complaint("x: " + piece.repeat(100_000))).isNotEmpty();
        assertThat(complaint(piece.repeat(100_000))).isNotEmpty();
    }

    @Test
    void refusesMoreThanAMebibyteOfPackages() throws IOException {
        String names = IntStream.range(0, 60_000)
                .mapToObj(i -> "package-number-%06d".formatted(i))
                .collect(Collectors.joining(",\n"));
        assertThat(complaint(MINIMUM + "packages: [" + names + "]\n"))
                .contains("packages: 60000 names add up to 1.3 MiB, more than the limit of 1 MiB");
    }

    @Test
    void refusesAMillionValues() throws IOException {
        assertThat(complaint("packages: [" + "a,\n".repeat(600_000) + "]\n")).contains("more than 250000 values");
    }

    @Test
    void tellsTheFirstOfVeryManyProblems() throws IOException {
        String keys = IntStream.range(0, 100_000)
                .mapToObj(i -> "passwort" + i + ": x")
                .collect(Collectors.joining(", "));
        assertThat(complaint("{" + keys + "}")).contains("of which the first 200 are shown");
    }

    @Test
    void standsLongNamesAndValues() throws IOException {
        String name = "a".repeat(1_000_000);
        assertThat(complaint(name.substring(0, 1000) + ": x\n")).contains("unknown key 'aaaa");
        for (String key : List.of("version", "distribution", "architecture", "agent", "hostname", "packages", "disk")) {
            assertThat(complaint(key + ": " + name + "\n")).contains("…'");
        }
        String path = "/a".repeat(500_000);
        assertThat(complaint("persist: {union: [" + path + "]}\n")).contains("is not a directory in the image");
    }

    @Test
    void showsNoControlCharacters() throws IOException {
        String text = complaint(MINIMUM + "hostname: \"\\e[31mred\\u202Eder\\u0007\"\n\u0085x\u00a0: 1\n");
        assertThat(text.codePoints().filter(c -> c != '\n' && Character.isISOControl(c)))
                .isEmpty();
        assertThat(complaint("hostname: a\u0007\n")).contains("1:12: the character U+0007 can't stand in a YAML file");
    }
}
