package org.kubeos.kbimg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The commands for the build host and its cache. */
class HostCommandsTest extends CommandLineFixture {

    @Test
    void doctorTellsWhatIsMissingAndInstallsIt() throws IOException {
        assertThat(run("doctor").exitCode()).isZero();
        work.complete = false;
        CommandLineRun missing = run("doctor");
        assertThat(missing.exitCode()).isEqualTo(3);
        assertThat(missing.out()).contains("package mmdebstrap", "kbimg doctor --install");
        assertThat(json(run("doctor", "--json")).at("/needs/0/present").asBoolean())
                .isFalse();
        assertThat(run("doctor", "--install").exitCode()).isZero();
        assertThat(work.asked).contains("install [mmdebstrap]");
    }

    @Test
    void cacheListsAndClears() throws IOException {
        assertThat(run("cache", "list").out()).isEqualTo("""
                        BASE           DISTRIBUTION  SIZE     LAST USED    CONTENTS
                        0123456789ab…  debian        380 MiB  3 hours ago  node, x86_64 uefi: vim
                        """);
        assertThat(json(run("cache", "list", "--json")).at("/bases/0/key").asText())
                .isEqualTo("0123456789abcdef");
        assertThat(run("cache", "clear")).isEqualTo(new CommandLineRun(0, "Freed 380 MiB.\n", ""));
    }
}
