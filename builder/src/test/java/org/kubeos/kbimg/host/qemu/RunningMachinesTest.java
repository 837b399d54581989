package org.kubeos.kbimg.host.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.UsageException;
import org.kubeos.process.Progress;
import org.kubeos.testkit.Tool;

class RunningMachinesTest {

    @TempDir
    private Path cache;

    private Path directory = Path.of("");

    private RunningMachines machines() throws IOException {
        directory = cache.resolve("machines");
        return RunningMachines.in(directory);
    }

    @Test
    void aMachineIsFoundWhileItRunsAndLeavesNothing() throws IOException {
        RunningMachines machines = machines();
        try (var registration = machines.register(2222)) {
            SshClient.createKey(registration.machine(), Progress.SILENT);
            assertThat(machines.find(Optional.empty())).isEqualTo(registration.machine());
            assertThat(machines.isRunning(registration.machine())).isTrue();
        }
        assertThat(machines.list()).isEmpty();
        assertThat(directory.resolve("2222")).doesNotExist();
        assertThatThrownBy(() -> machines.find(Optional.empty()))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("No machine is running that kbimg can log in to. Start one: kbimg boot --ssh ");
    }

    @Test
    void onlyTheUserCanReadTheKeyThatSshKeygenMakes() throws IOException {
        RunningMachines machines = machines();
        try (var registration = machines.register(2222)) {
            String publicKey = SshClient.createKey(registration.machine(), Progress.SILENT);
            Path key = registration.machine().key();
            assertThat(permissions(directory)).isEqualTo("rwx------");
            assertThat(permissions(registration.machine().directory())).isEqualTo("rwx------");
            assertThat(permissions(key)).isEqualTo("rw-------");
            assertThat(Tool.run("ssh-keygen", "-y", "-P", "", "-f", key.toString())
                            .expectSuccess()
                            .text())
                    .isEqualTo(publicKey);
            assertThat(publicKey).matches("ssh-ed25519 \\S+ kbimg\n");
        }
    }

    @Test
    void whatAKilledKbimgHasLeftIsRemoved() throws IOException {
        RunningMachines machines = machines();
        for (String port : new String[] {"2222", "2223"}) {
            Files.writeString(Files.createDirectory(directory.resolve(port)).resolve("id_ed25519"), "of a killed run");
        }
        try (var registration = machines.register(2222)) {
            assertThat(registration.machine().directory()).isEmptyDirectory();
            assertThat(machines.list()).containsExactly(registration.machine());
            assertThat(directory.resolve("2223")).doesNotExist();
        }
    }

    @Test
    void severalMachinesAreToldApartByTheirPorts() throws IOException {
        RunningMachines machines = machines();
        try (var ninth = machines.register(9);
                var tenth = machines.register(10)) {
            assertThat(machines.list()).containsExactly(ninth.machine(), tenth.machine());
            assertThat(machines.find(Optional.of(10))).isEqualTo(tenth.machine());
            assertThatThrownBy(() -> machines.find(Optional.empty()))
                    .isInstanceOf(UsageException.class)
                    .hasMessage("Several machines are running. Choose one with --port. Ports of those that are running:"
                            + " 9, 10.");
            assertThatThrownBy(() -> machines.find(Optional.of(2222)))
                    .hasMessage("--port: no machine that kbimg has a key for was started with --ssh 2222."
                            + " Ports of those that are running: 9, 10.");
            assertThatThrownBy(() -> machines.register(10))
                    .isInstanceOf(UsageException.class)
                    .hasMessage(
                            "Port 10 leads to another machine that kbimg has started. Choose another port for --ssh.");
            assertThat(tenth.machine().directory()).isDirectory();
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
