package org.kubeos.kbimg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Command lines in general: help, and what is said about those that are wrong. */
class KbimgTest extends CommandLineFixture {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--help",
                "create --help",
                "create vm-image --help",
                "create vm-img -h",
                "validate --help",
                "convert --help",
                "boot --help",
                "ssh --help",
                "inspect --help",
                "doctor --help",
                "plan --help",
                "plan vm-image --help",
                "init --help",
                "schema --help",
                "completion --help",
                "man --help",
                "cache --help",
                "cache clear --help",
                "help create",
                "--version"
            })
    void helpIsEverywhere(String line) {
        CommandLineRun result = run(line.isEmpty() ? new String[] {"help"} : line.split(" "));
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).matches("(?s)(Usage: |kbimg \\d).*");
        assertThat(result.err()).isEmpty();
        assertThat(work.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "create",
                "creat vm-image",
                "create vm-imag",
                "create vm-image",
                "create vm-image -f x --format vdi",
                "create vm-image -f x -f y",
                "boot",
                "boot a b",
                "inspect",
                "validate --fil x",
                "validate -f /nonexistent",
                "convert",
                "convert /nonexistent",
                "cache",
                "plan",
                "plan vm-image",
                "plan vm-image -f /nonexistent",
                "completion",
                "completion fish",
                "man frobnicate",
                "init --set nonsense",
                "--nonsense"
            })
    void wrongUsageIsTwoAndSaysWhatToDo(String line) {
        CommandLineRun result = run(line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("kbimg: ");
        assertThat(work.asked).isEmpty();
    }

    @Test
    void aMisspeltCommandGetsASuggestion() {
        assertThat(run("create", "vm-imag").err()).contains("create vm-image");
    }

    @Test
    void anUnknownWordIsAnsweredWithWhatIsExpected() {
        String artifacts = "Expected one of: vm-image, pxe-image, upgrade-image";
        assertThat(run("create", "iso").err()).contains(artifacts + ", admin-image\n");
        assertThat(run("create", "vm-image", "iso", "-f", config).err()).contains(artifacts + "\n");
        String file = "A config is given with -f: -f " + config + "\n";
        assertThat(run("validate", config).err()).contains(file);
        assertThat(run("create", "vm-image", config).err()).contains(file);
        assertThat(run("plan", "upgrade-image", "vm-image", config).err()).contains(file);
    }
}
