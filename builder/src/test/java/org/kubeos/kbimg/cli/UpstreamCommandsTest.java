package org.kubeos.kbimg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The configs and the options of the original kbimg. */
class UpstreamCommandsTest extends CommandLineFixture {

    @Test
    void upstreamsConfigsWorkWithWarnings() throws IOException {
        Path repository = Files.writeString(directory.resolve("my.repo"), "");
        Files.writeString(
                Path.of(config),
                "[from_repo]\nversion = 'v3'\nrepo_path = '" + repository + "'\n[dm_verity]\nefi_key = 'geheim'\n");
        CommandLineRun result = create("--quiet", "--set", "distribution=debian");
        assertThat(result.exitCode()).isZero();
        assertThat(result.err())
                .startsWith("warning: " + config + ":4:1: dm_verity: this version does not protect root slots")
                .contains("warning: " + config + ":1:1: grub.passwd: is not set")
                .doesNotContain("geheim");
        assertThat(work.asked).containsExactly("create vm-image v3 " + output);

        CommandLineRun machine = run("validate", "--json", "-f", config, "--set=distribution=debian");
        assertThat(json(machine).at("/valid").asBoolean()).isTrue();
        assertThat(json(machine).at("/warnings/0/key").asText()).isEqualTo("dm_verity");
        assertThat(run("validate", "-f", config, "--set=distribution=debian").err())
                .startsWith("warning: " + config);
    }

    @Test
    void upstreamsOptionsStandForAConfig() throws IOException {
        Path repository = Files.writeString(directory.resolve("my.repo"), "");
        Path agent = Files.writeString(directory.resolve("os-agent"), "");
        String hash = "$6$salt$" + "a".repeat(86);
        String[] line = {
            "create",
            "vm-image",
            "-o",
            output,
            "--set=distribution=debian",
            "-p",
            repository.toString(),
            "-v",
            "v4",
            "-b",
            agent.toString(),
            "-e",
            hash
        };
        CommandLineRun result = run(line);
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(work.asked).containsExactly("create vm-image v4 " + output);
        assertThat(run("create", "vm-image", "-p", "x.repo", "-v", "v1", "-e", "geheim"))
                .satisfies(wrong -> assertThat(wrong.exitCode()).isEqualTo(2))
                .satisfies(wrong -> assertThat(wrong.err()).contains("-e: ").doesNotContain("geheim"));
        assertThat(run("create", "vm-image", "-d", "kubeos:v1").exitCode()).isEqualTo(2);
        assertThat(run("create", "vm-image", "-f", config, "-v", "v1").exitCode())
                .isEqualTo(2);
    }

    @Test
    void convertWritesAConfigThatIsValid() throws IOException {
        Path repository = Files.writeString(directory.resolve("my.repo"), "");
        Path old = Files.writeString(
                directory.resolve("old"),
                "[from_repo]\nversion = 'v3'\nrepo_path = '" + repository + "'\n[dm_verity]\nefi_key = 'geheim'\n");
        Path converted = directory.resolve("new.yaml");
        CommandLineRun result = run("convert", old.toString(), "-o", converted.toString());
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("warning: " + old + ":4:1: dm_verity: ");
        assertThat(run("convert", old.toString()).out()).isEqualTo(Files.readString(converted));
        assertThat(run("validate", "-f", converted.toString(), "--set=distribution=debian")
                        .exitCode())
                .isZero();
        assertThat(run("convert", old.toString(), "-o", converted.toString()).exitCode())
                .isEqualTo(2);
        assertThat(run("convert", converted.toString()).exitCode()).isEqualTo(2);
    }
}
