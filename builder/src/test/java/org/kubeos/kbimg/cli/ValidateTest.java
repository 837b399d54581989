package org.kubeos.kbimg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.kubeos.kbimg.config.Refusal;

/** What is told of a config without a build of it. */
class ValidateTest extends CommandLineFixture {

    @Test
    void validateTellsEveryProblem() throws IOException {
        assertThat(run("validate", "-f", config))
                .isEqualTo(new CommandLineRun(0, config + " is a valid config.\n", ""));
        CommandLineRun wrong = run("validate", "-f", config, "--set=disk.size=1", "--set=hostnam=x");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err()).contains("disk.size", "did you mean 'hostname'?", "2 problems in " + config);

        CommandLineRun machine = run("validate", "-f", config, "--json", "--set=hostnam=x");
        assertThat(machine.exitCode()).isEqualTo(2);
        assertThat(machine.err()).isEmpty();
        assertThat(json(machine).at("/valid").asBoolean()).isFalse();
        assertThat(json(machine).at("/problems/0/message").asText()).isEqualTo("unknown key 'hostnam'");
        assertThat(json(machine).at("/problems/0/advice").asText()).isEqualTo("did you mean 'hostname'?");
        assertThat(json(run("--json", "validate", "-f", config)).at("/valid").asBoolean())
                .isTrue();
    }

    @Test
    void validateTellsWhatACachedBaseRefuses() throws IOException {
        Files.writeString(Path.of(config), PLAIN + "services: {enable: [sshd, nothing]}\n");
        work.refusals = List.of(new Refusal("services.enable", OptionalInt.of(1), "there is no such unit"));
        CommandLineRun wrong = run("validate", "-f", config);
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err()).contains(config + ":4:27: services.enable: there is no such unit\n", "1 problem in ");
        CommandLineRun machine = run("validate", "-f", config, "--json");
        assertThat(machine.exitCode()).isEqualTo(2);
        assertThat(json(machine).at("/problems/0/line").asInt()).isEqualTo(4);
    }

    @Test
    void whoCanGetIntoANodeIsAWarning() throws IOException {
        Files.writeString(Path.of(config), PLAIN + "root: {password: geheim}\n");
        String clearText = "warning: " + config + ":4:18: root.password: is in plain text";
        String menu = "warning: " + config + ":1:1: grub.password: is not set";
        assertThat(create("--quiet").err()).contains(clearText, menu);
        assertThat(run("plan", "vm-image", "-f", config).err()).contains(clearText, menu);
        assertThat(run("validate", "-f", config))
                .satisfies(result -> assertThat(result.exitCode()).isZero())
                .satisfies(result -> assertThat(result.err()).contains(clearText, menu));
        CommandLineRun machine = run("validate", "--json", "-f", config);
        assertThat(json(machine).at("/valid").asBoolean()).isTrue();
        assertThat(json(machine).at("/warnings/0/key").asText()).isEqualTo("grub.password");
        assertThat(json(machine).at("/warnings/1/key").asText()).isEqualTo("root.password");
        assertThat(json(machine).at("/warnings/1/column").asInt()).isEqualTo(18);
        assertThat(run("create", "admin-image", "-f", config, "-o", output).err())
                .doesNotContain("warning: " + config);
    }
}
