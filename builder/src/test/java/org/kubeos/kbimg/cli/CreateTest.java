package org.kubeos.kbimg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** {@code kbimg create}: what it prints, and what its options ask for. */
class CreateTest extends CommandLineFixture {

    @Test
    void createPrintsThePathsAndTellsProgressElsewhere() {
        CommandLineRun result = create();
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEqualTo(output + "/system.qcow2\n");
        assertThat(result.err().replaceAll("\\[[^]]*]", "[time]"))
                .isEqualTo("[time] Installing packages\nwarning: no KVM\n[time] Writing disk\n[time] Done\n");
        assertThat(work.asked).containsExactly("create vm-image v1 " + output);
    }

    @Test
    void createTakesOptionsOnBothSidesOfTheSubcommand() {
        CommandLineRun result = run(
                "--quiet",
                "create",
                "vm-img",
                "--file=" + config,
                "--set",
                "version=v2",
                "--set=hostname=a",
                "--format",
                "raw",
                "-o",
                output);
        assertThat(result).isEqualTo(new CommandLineRun(0, output + "/system.qcow2\n", "warning: no KVM\n"));
        assertThat(work.asked).containsExactly("create vm-image v2 raw " + output);
        assertThat(create("--quiet")).isEqualTo(result);
        assertThat(run("create", "--quiet", "vm-image", "-f", config, "-o", output))
                .isEqualTo(result);
    }

    @Test
    void createTakesUpstreamsOrderOfArguments() {
        CommandLineRun usual = create("-q");
        assertThat(run("create", "-q", "-f", config, "-o", output, "vm-img")).isEqualTo(usual);
        assertThat(run("-q", "create", "--file=" + config, "--format", "vm-image", "-o", output, "vm-img")
                        .err())
                .as("an option's value is no artifact")
                .contains("'vm-image'")
                .contains("--format");
        assertThat(work.asked).hasSize(2).containsOnly("create vm-image v1 " + output);
        assertThat(run("plan", "-f", config, "--json", "vm-image"))
                .isEqualTo(run("plan", "vm-image", "-f", config, "--json"));
    }

    @Test
    void tellsAboutAnUnknownArtifactWhereverItStands() {
        assertThat(run("create", "-f", config, "floppy-img").err())
                .isEqualTo(run("create", "floppy-img", "-f", config).err())
                .contains("floppy-img");
        assertThat(run("create", "-f", config).exitCode()).isEqualTo(2);
    }

    @Test
    void createPrintsOneJsonDocument() throws IOException {
        JsonNode json = json(create("--json"));
        assertThat(json.at("/artifact").asText()).isEqualTo("vm-image");
        assertThat(json.at("/version").asText()).isEqualTo("v1");
        assertThat(json.at("/files/0/path").asText()).isEqualTo(output + "/system.qcow2");
        assertThat(json.at("/files/0/bytes").asInt()).isEqualTo(5);
    }

    @Test
    void debugShowsCommandsAndTheirOutputWithoutControlCharacters() {
        assertThat(create("--debug").err())
                .contains("+ apt-get install 'it'\\''s'\n| Unpacking [31m bash\n")
                .doesNotContain("\u001b");
    }

    @Test
    void oneBuildMakesSeveralArtifactsAndSomeFilesOfThem() throws IOException {
        CommandLineRun result =
                run("create", "upgrade-img", "vm-image", "-f", config, "-o", output, "--only=system.qcow2");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .isEqualTo("registry.example.org/kubeos:v1\n" + output + "/system.qcow2\n" + FakeBuildService.DIGEST
                        + "\n");
        assertThat(work.asked).containsExactly("create vm-image+upgrade-image v1 only [system.qcow2] " + output);
        JsonNode json = json(run("create", "vm-image", "upgrade-image", "-f", config, "-o", output, "--json"));
        assertThat(json.at("/artifact").asText()).isEqualTo("vm-image+upgrade-image");
        assertThat(json.at("/digest").asText()).isEqualTo(FakeBuildService.DIGEST.toString());
        assertThat(json.at("/files/0/bytes").asInt()).isEqualTo(5);
    }

    @Test
    void anOptionOfAnotherArtifactIsWrongUsage() {
        CommandLineRun result = run("create", "pxe-image", "-f", config, "--format", "raw");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("--format", "only pxe-image is to be built");
        assertThat(run("plan", "admin-image", "vm-image", "-f", config).err()).contains("admin-image", "together");
        assertThat(work.asked).isEmpty();
    }
}
