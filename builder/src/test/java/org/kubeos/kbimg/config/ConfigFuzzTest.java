package org.kubeos.kbimg.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.UsageException;

/**
 * Configs with random damage. Each comes to an image's config or to a complaint, soon, and shows no secret. {@code
 * -Dkbimg.configs} says how many, {@code -Dkbimg.seed} what the first starts from; each further one adds one to it.
 */
class ConfigFuzzTest {

    private static final int CONFIGS = Integer.getInteger("kbimg.configs", 1000);
    private static final long SEED = Long.getLong("kbimg.seed", 20260101L);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Map<String, String> ENVIRONMENT = Map.of("SECRET", "geheim", "NAME", "node");

    private static final String BASE = """
            version: v1
            distribution: debian
            source:
              repository:
                - {name: main, url: "https://repo.example.org/debian", suite: x, components: [main]}
            packages: [openssh-server, "chrony"] # comment
            """;
    private static final String ON_TOP = """
            extends: base.yaml
            packages: {append: [vim]}
            hostname: {env: NAME}
            grub:
              cmdline: 'quiet'
            persist: {union: [/etc], directories: [a, b]}
            disk:
              size: 20GiB
            """;
    private static final String PASSWORD = "root: {password: \"geheim\"}\n";
    private static final Pattern KEPT_PASSWORD = Pattern.compile("(?m)^root: \\{password: \"geheim\"[^#]*$");

    private static final List<String> PIECES = List.of(
            "\n",
            " ",
            "  ",
            ":",
            "-",
            "- ",
            ": ",
            "[",
            "]",
            "{",
            "}",
            ",",
            "\"",
            "'",
            "#",
            "|\n",
            ">",
            "&a ",
            "*a",
            "!",
            "!!str ",
            "%",
            "@",
            "`",
            "\t",
            "\r",
            "---\n",
            "...",
            "?",
            "? ",
            "<<: ",
            "\\",
            "\u2028",
            "\uFEFF",
            "𝒳",
            "节",
            "null",
            "~",
            "version",
            "root",
            "\0",
            "\\x00",
            "$6$a$b",
            "{env: NAME}",
            "{env: SECRET}",
            "{env: NONE}",
            "env",
            "{append: [a]}",
            "append",
            "extends: base.yaml\n",
            "extends: kbimg.yaml\n",
            "extends: /dev/zero\n",
            "../");
    private static final List<String> OVERRIDES = List.of(
            "version=v2",
            "packages={append: [less]}",
            "packages={append: a}",
            "source={archive: base.yaml}",
            "disk={",
            "hostname={env: SECRET}",
            "extends=base.yaml",
            "a.b.c.d=x",
            "persist.union=[/etc, {env: SECRET}]",
            "root=geheim");

    @TempDir
    Path directory;

    private final ConfigReader reader = new ConfigReader(List.of("debian"), ENVIRONMENT);

    @Test
    void standsRandomDamage() throws IOException {
        System.out.println("Configs: " + CONFIGS + " random ones from kbimg.seed " + SEED + " on");
        int good = 0;
        for (long seed = SEED; seed < SEED + CONFIGS; seed++) {
            good += standsDamage(seed) ? 1 : 0;
        }
        // Some mistakes are too small to matter. If all were fatal, readers of good configs would not be tried.
        assertThat(CONFIGS < 100 || good > 0 && good < CONFIGS).isTrue();
    }

    private boolean standsDamage(long seed) throws IOException {
        var random = new Random(seed);
        Path file = directory.resolve("kbimg.yaml");
        String base = random.nextInt(3) == 0 ? damaged(BASE, random) : BASE;
        String text = damaged(random.nextBoolean() ? ON_TOP : PASSWORD + ON_TOP, random);
        Files.writeString(directory.resolve("base.yaml"), base);
        Files.writeString(file, text);
        List<String> overrides =
                random.nextInt(4) == 0 ? List.of(OVERRIDES.get(random.nextInt(OVERRIDES.size()))) : List.of();
        try {
            return Assertions.assertTimeoutPreemptively(SOON, () -> read(file, text, overrides));
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            String repeat = "config of -Dkbimg.configs=1 -Dkbimg.seed=" + seed;
            throw new AssertionError(repeat + " " + overrides + "\n" + base + "\n" + text, e);
        }
    }

    /** Whether the config is right. What it comes to is a config then, and comes to the same. */
    private boolean read(Path file, String text, List<String> overrides) throws IOException {
        LoadedConfig config;
        try {
            config = reader.load(file, text, overrides);
        } catch (UsageException e) {
            boolean hidden =
                    text.contains(PASSWORD) ? KEPT_PASSWORD.matcher(text).find() : !text.contains("geheim");
            assertThat(hidden && e.getMessage().contains("geheim"))
                    .as(e.getMessage())
                    .isFalse();
            return false;
        }
        assertThat(config.effective()).doesNotContain("geheim");
        // What looks like a hash is not shown, wherever it stands.
        if (!config.effective().contains("********")) {
            Path complete = Files.writeString(directory.resolve("whole.yaml"), config.effective());
            assertThat(reader.read(complete, List.of()))
                    .usingRecursiveComparison()
                    .ignoringFields("images.revision") // of what is written, and the plan writes defaults, too
                    .isEqualTo(config.config());
        }
        return true;
    }

    private static String damaged(String good, Random random) {
        var text = new StringBuilder(good);
        for (int edit = random.nextInt(4); edit > 0; edit--) {
            int at = random.nextInt(text.length() + 1);
            int secret = text.indexOf("geheim");
            // The password itself stays whole, so that it can be looked for.
            boolean inside = at > secret - 4 && at < secret + 6;
            if (random.nextBoolean() && !inside) {
                text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
            } else if (!inside) {
                text.delete(at, Math.min(text.length(), at + random.nextInt(4)));
            }
        }
        return text.toString();
    }
}
