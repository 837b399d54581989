package org.kubeos.kbimg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kubeos.kbimg.host.qemu.MachineOptions;

/** The commands for a disk image and the machine that has it. */
class MachineCommandsTest extends CommandLineFixture {

    @Test
    void inspectPrintsATable() throws IOException {
        assertThat(run("inspect", "disk.qcow2").out()).isEqualTo("""
                        disk.qcow2: qcow2, 20 GiB, starts from UEFI

                        #  PARTITION  START   SIZE     FILE SYSTEM  LABEL  SIZE    FREE    ID
                        1  BOOT       1 MiB   60 MiB   vfat         BOOT   60 MiB  50 MiB  1234ABCD
                        2  ROOT-A     61 MiB  2.5 GiB  -            -      -       -       -

                        NAME=KubeOS
                        """);
        JsonNode json = json(run("inspect", "disk.qcow2", "--json"));
        assertThat(json.at("/firmware").asText()).isEqualTo("uefi");
        assertThat(json.at("/partitions/0/fileSystem/type").asText()).isEqualTo("vfat");
        assertThat(json.at("/partitions/1/start").asLong()).isEqualTo(61L << 20);
        assertThat(json.at("/osRelease/NAME").asText()).isEqualTo("KubeOS");
    }

    @Test
    void bootPassesTheImageOn() {
        assertThat(run("boot", "disk.qcow2")).isEqualTo(new CommandLineRun(0, "", ""));
        assertThat(work.asked).containsExactly("boot disk.qcow2");
    }

    @Test
    void bootPassesChoicesOnAndRefusesWrongOnes() {
        String[] line = {
            "boot", "--persistent", "--memory=4GiB", "--cpus", "8", "--ssh", "2222", "--forward=8080:80", "disk.qcow2"
        };
        assertThat(run(line).exitCode()).isZero();
        var forwards = List.of(new MachineOptions.Forward(2222, 22), new MachineOptions.Forward(8080, 80));
        assertThat(work.asked).containsExactly("boot disk.qcow2 " + new MachineOptions(true, 4096, 8, forwards));
        for (String wrong :
                List.of("--memory=4", "--memory=1MiB", "--cpus=0", "--ssh=70000", "--forward=80", "--forward=0:80")) {
            assertThat(run("boot", wrong, "disk.qcow2").exitCode()).as(wrong).isEqualTo(2);
        }
        assertThat(work.asked).hasSize(1);
    }

    @Test
    void sshPassesCommandsOnAsTheyAreAndTheirExitCodesBack() {
        work.sshExitCode = 42;
        assertThat(run("ssh")).isEqualTo(new CommandLineRun(42, "", ""));
        assertThat(run("ssh", "--port=2222", "--user", "core", "--timeout", "5", "--", "ls", "--help"))
                .isEqualTo(new CommandLineRun(42, "", ""));
        assertThat(run("ssh", "tail", "-n", "--", "1", "a b").exitCode()).isEqualTo(42);
        assertThat(work.asked)
                .containsExactly(
                        "ssh root PT10M []",
                        "ssh core:2222 PT5S [ls, --help]",
                        "ssh root PT10M [tail, -n, --, 1, a b]");
        assertThat(run("ssh", "--timeout=-1").exitCode()).isEqualTo(2);
        assertThat(run("ssh", "--port=x").exitCode()).isEqualTo(2);
        assertThat(work.asked).hasSize(3);
    }
}
