package org.kubeos.nodelayout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.testkit.GrubTools;
import org.kubeos.testkit.Tool;

class GrubEnvironmentTest {

    @Test
    void grubReadsAFullBlock() throws IOException {
        String value = "x".repeat(GrubEnvironment.SIZE - "# GRUB Environment Block\nfill=\n".length());
        byte[] block = new GrubEnvironment(Map.of("fill", value)).render();
        assertThat(GrubTools.environment(block)).containsExactly("fill=" + value);
        assertThatThrownBy(() -> new GrubEnvironment(Map.of("fill", value + "x")).render())
                .hasMessage("GRUB's variables take 1025 of 1024 bytes");
    }

    @Test
    void refusesWhatWouldEndTheLine() {
        assertThatThrownBy(() -> new GrubEnvironment(Map.of("saved_entry", "A\nboot_tries=3")).render())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void grubReadsBackslashes() throws IOException {
        byte[] block = new GrubEnvironment(Map.of("path", "\\EFI\\kubeos")).render();
        assertThat(GrubTools.environment(block)).containsExactly("path=\\EFI\\kubeos");
    }

    @Test
    void readsWhatGrubWrites(@TempDir Path directory) throws IOException, NodeFileException {
        Path file = directory.resolve("grubenv");
        Tool.run("grub-editenv", file.toString(), "create").expectSuccess();
        assertThat(GrubEnvironment.parse(Files.readAllBytes(file)).variables()).isEmpty();
        Tool.run("grub-editenv", file.toString(), "set", "saved_entry=B", "boot_tries=", "path=C:\\a b=c#")
                .expectSuccess();
        GrubEnvironment environment = GrubEnvironment.parse(Files.readAllBytes(file));
        assertThat(environment.variables())
                .containsOnly(entry("saved_entry", "B"), entry("boot_tries", ""), entry("path", "C:\\a b=c#"));
        assertThat(environment.get(GrubEnvironment.SAVED_ENTRY).flatMap(Slot::ofMenuEntry))
                .contains(Slot.B);
        assertThat(environment.get(GrubEnvironment.BOOT_TRIES)).isEmpty();
        assertThat(environment.get(GrubEnvironment.BOOT_TRIAL)).isEmpty();
    }

    @Test
    void readsAFullBlock() throws NodeFileException {
        String value = "x".repeat(GrubEnvironment.SIZE - "# GRUB Environment Block\nfill=\n".length());
        var full = new GrubEnvironment(Map.of("fill", value));
        assertThat(GrubEnvironment.parse(full.render())).isEqualTo(full);
    }

    @Test
    void theLastOfSeveralValuesCounts() throws NodeFileException {
        byte[] block = "# GRUB Environment Block\nsaved_entry=A\nsaved_entry=B\n#".getBytes(StandardCharsets.US_ASCII);
        assertThat(GrubEnvironment.parse(block).get("saved_entry")).contains("B");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# another file\n", "# GRUB Environment Bloc", "!\0GRUB Environment Block\n"})
    void refusesWhatIsNotABlock(String start) {
        byte[] block = Arrays.copyOf(start.getBytes(StandardCharsets.US_ASCII), GrubEnvironment.SIZE);
        assertThatThrownBy(() -> GrubEnvironment.parse(block))
                .isInstanceOf(NodeFileException.class)
                .hasMessage("not a GRUB environment block");
    }

    /** Each of these is in the way of another reader's rules. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "saved_entry",
                "saved_entry=B",
                "a=1\nsaved_entry=B\nlost",
                "saved_entry=A\n###\nboot_trial=B\n#",
                "saved_entry=A\n# x\\\nsaved_entry=B\n",
                "saved_entry=A\\\n\nb=2\n",
                "lost\nsaved_entry=B\nb=2\n",
                "=\nb=2\n",
                "saved_entry=A\nsaved_entry=B",
            })
    void readsADamagedBlockAsGrubDoes(String content) throws IOException, NodeFileException {
        byte[] block = ("# GRUB Environment Block\n" + content).getBytes(StandardCharsets.US_ASCII);
        int length = block.length;
        block = Arrays.copyOf(block, GrubEnvironment.SIZE);
        Arrays.fill(block, length, GrubEnvironment.SIZE, (byte) '#');
        List<String> found = new ArrayList<>();
        GrubEnvironment.parse(block).variables().forEach((name, value) -> found.add(name + "=" + value));
        assertThat(String.join("\n", found)).isEqualTo(String.join("\n", GrubTools.environment(block)));
    }
}
