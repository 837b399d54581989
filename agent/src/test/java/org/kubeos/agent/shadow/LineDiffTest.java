package org.kubeos.agent.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.testkit.Tool;

/** Differences as {@code diff} shows them, and as {@code git apply} takes them. */
class LineDiffTest {

    private static final int TRIALS = 50;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "'',a~",
        "a~,''",
        "a~b~c~,a~c~",
        "a~b,a~b~",
        "a~b~,a~b",
        "a,b",
        "1~2~3~4~5~6~7~8~9~10~11~12~,1~X~3~4~5~6~7~8~9~10~Y~12~",
        "1~2~3~4~5~6~7~8~9~,1~X~3~4~5~6~7~8~Y~",
        "~~~,~~~~"
    })
    void asDiffShowsThem(String before, String after) throws IOException {
        String left = before.replace('~', '\n');
        String right = after.replace('~', '\n');
        Path one = Files.writeString(directory.resolve("one"), left);
        Path other = Files.writeString(directory.resolve("other"), right);
        String expected = Tool.run("diff", "-u", one.toString(), other.toString())
                .text()
                .lines()
                .skip(2)
                .map(line -> line + "\n")
                .reduce("", String::concat);
        assertThat(LineDiff.of(left, right)).hasValue(expected);
    }

    @Test
    void equalTexts() {
        assertThat(LineDiff.of("a\nb", "a\nb")).hasValue("");
    }

    @Test
    void randomTexts() throws IOException {
        long seed = Long.getLong("kbimg.seed", 20260101);
        for (int trial = 0; trial < TRIALS; trial++) {
            var random = new Random(seed + trial);
            String before = text(random);
            String after = text(random);
            Path file = Files.writeString(directory.resolve("f"), before);
            String hunks = LineDiff.of(before, after).orElseThrow();
            if (!hunks.isEmpty()) {
                Path patch = Files.writeString(directory.resolve("p"), "--- a/f\n+++ b/f\n" + hunks);
                Tool.run("git", "-C", directory.toString(), "apply", "--whitespace=nowarn", patch.toString())
                        .expectSuccess();
            }
            assertThat(file).as("seed %d", seed + trial).hasContent(after);
        }
    }

    /** Few different lines, so that there is much to choose from. */
    private static String text(Random random) {
        var text = new StringBuilder("first\n");
        int lines = random.nextInt(60);
        for (int i = 0; i < lines; i++) {
            text.append(random.nextInt(8)).append('\n');
        }
        return random.nextBoolean() ? text.toString() : text + "last";
    }

    @Test
    void tooManyLines() {
        assertThat(LineDiff.of("a\n".repeat(30_000), "b\n".repeat(30_000))).isEmpty();
        assertThat(LineDiff.of("a\n".repeat(30_000), "a\n".repeat(30_000) + "b\n"))
                .hasValue("@@ -29998,3 +29998,4 @@\n a\n a\n a\n+b\n");
    }
}
