package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.kubeos.testkit.SerialConsole;
import org.kubeos.testkit.Tool;
import org.kubeos.testkit.kubernetes.ControlPlane;

/** {@code kbimg ssh} in the example's machine, which has a real SSH server. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(SharedOutputs.class)
class BootSshIT {

    private final Path image = BuiltImage.example().file("system.qcow2");

    @Test
    void logsInWithAKeyThatIsMadeForTheRunAndIsNotInTheImage() throws IOException {
        String before = sha256();
        String port = String.valueOf(ControlPlane.freePort());
        Path machine = Product.CACHE.resolve("machines").resolve(port);
        try (SerialConsole console = SerialConsole.start(boot(port, image))) {
            console.expect("kubeos login:", SerialConsole.BOOT_DEADLINE);

            assertThat(ssh(port, "cat", "/etc/os-release").expectSuccess().text())
                    .contains("PRETTY_NAME=\"KubeOS v1\"");
            assertThat(ssh(port, "exit", "7").exitCode()).isEqualTo(7);
            assertThat(machine).isDirectory();
            ssh(port, "systemctl", "poweroff");
            console.awaitEnd(SerialConsole.COMMAND_DEADLINE);
        }
        assertThat(machine).doesNotExist();
        assertThat(ssh(port, "true").exitCode()).isEqualTo(2);
        assertThat(sha256()).isEqualTo(before);
    }

    private static List<String> boot(String port, Path image) {
        var command = new ArrayList<>(List.of("env", "KBIMG_CACHE=" + Product.CACHE));
        command.addAll(Product.command("boot", "--ssh", port, image.toString()));
        return command;
    }

    private static Tool.Result ssh(String port, String... command) {
        var arguments = new ArrayList<>(List.of("ssh", "--port", port, "--timeout=300", "--"));
        arguments.addAll(List.of(command));
        return Product.run(arguments.toArray(String[]::new));
    }

    private String sha256() {
        return Tool.run("sha256sum", image.toString()).expectSuccess().text();
    }
}
