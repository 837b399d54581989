package org.kubeos.kbimg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.Tool;

/** Manual pages and shell completion, judged by man, mandoc and bash. */
class ManualTest {

    @TempDir
    Path directory;

    private static String run(String... args) {
        CommandLineRun run = CommandLineRun.of(new FakeBuildService(), args);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        return run.out();
    }

    @Test
    void everyPageIsOneForManAndMandoc() throws IOException {
        assertThat(run("man", "-o", directory.toString())).isEmpty();
        List<Path> pages;
        try (Stream<Path> files = Files.list(directory)) {
            pages = files.sorted().toList();
        }
        assertThat(pages)
                .extracting(page -> page.getFileName().toString())
                .contains("kbimg.1", "kbimg-create.1", "kbimg-create-vm-image.1", "kbimg-init.1")
                .doesNotContain("kbimg-help.1");
        for (Path page : pages) {
            assertThat(Tool.run("mandoc", "-T", "lint", "-W", "warning", page.toString())
                            .expectSuccess()
                            .text())
                    .isEmpty();
            Tool.Result shown = Tool.run("man", "--warnings", "--local-file", page.toString())
                    .expectSuccess();
            assertThat(shown.text()).contains("NAME", "SYNOPSIS", "EXIT STATUS").doesNotContain("warning:", "\\f");
        }
    }

    @Test
    void aPageShowsOptionsAsTheyAreTyped() {
        byte[] page = run("man", "create", "vm-image").getBytes(StandardCharsets.UTF_8);
        String shown = Tool.run(List.of("mandoc", "-T", "utf8", "-O", "width=200"), page)
                .expectSuccess()
                .text()
                .replaceAll(".\b", "");
        assertThat(shown)
                .contains("kbimg-create-vm-image - build a virtual machine disk")
                .contains("-f, --file=CONFIG", "--set=KEY=VALUE", "kbimg-create(1)")
                .contains("Override a value of the config, such as disk.size=30GiB.");
    }

    @Test
    void bashCompletesCommandsAndOptions() throws IOException {
        Path script = Files.writeString(directory.resolve("kbimg.bash"), run("completion", "bash"));
        assertThat(run("completion", "zsh")).isEqualTo(Files.readString(script));
        assertThat(completions(script, "kbimg", "cre")).containsExactly("create");
        assertThat(completions(script, "kbimg", "create", "vm")).contains("vm-image");
        assertThat(completions(script, "kbimg", "create", "vm-image", "--f")).contains("--file", "--format");
        assertThat(completions(script, "kbimg", "cache", "")).contains("list", "clear");
        assertThat(completions(script, "kbimg", "create", "vm-image", "upgr")).contains("upgrade-image");
    }

    /** Words as users type them, not the names of constants. */
    @Test
    void bashCompletesValuesOfOptions() throws IOException {
        Path script = Files.writeString(directory.resolve("kbimg.bash"), run("completion", "bash"));
        assertThat(completions(script, "kbimg", "create", "vm-image", "--format", ""))
                .containsExactly("qcow2", "qcow2-zlib", "qcow2-zstd", "raw", "vmdk", "vhd");
        assertThat(completions(script, "kbimg", "plan", "vm-image", "--set", "disk.s"))
                .containsExactly("disk.size=");
        assertThat(completions(script, "kbimg", "init", "--set", "root")).contains("root.password=", "root.sshKeys=");
    }

    private static List<String> completions(Path script, String... words) {
        String line = String.join(" ", words);
        String program = "source " + script + "; COMP_WORDS=("
                + String.join(
                        " ", Stream.of(words).map(word -> "'" + word + "'").toList())
                + "); COMP_CWORD=" + (words.length - 1) + "; COMP_LINE='" + line + "'; COMP_POINT=" + line.length()
                + "; _complete_kbimg_open; printf '%s\\n' \"${COMPREPLY[@]}\"";
        return Tool.run("bash", "-c", program).expectSuccess().lines().stream()
                .map(String::strip)
                // It works in an interactive shell only, and says so.
                .filter(word -> !word.contains("compopt:"))
                .toList();
    }
}
