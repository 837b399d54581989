package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.host.qemu.UefiFirmware;
import org.kubeos.testkit.ArchiveServer;
import org.kubeos.testkit.ArchiveServer.Behaviour;
import org.kubeos.testkit.SerialConsole;

/** The example, installed from the network on an empty disk, by a machine that finds everything by itself. */
class PxeBootIT {

    /** What the console shows one after the other, each within a deadline of its own. */
    private static final List<String> STAGES = List.of(
            "Install KubeOS v1 on this machine",
            "Loading the installer",
            "The disk /dev/vda is empty",
            "Partitioning",
            "Downloaded 160 MiB",
            "Verifying",
            "Unpacking",
            "Installed KubeOS v1 on /dev/vda");

    @TempDir
    private Path temp;

    @Test
    void anEmptyMachineInstallsItselfFromTheNetworkAndStartsFromItsDisk() throws IOException {
        Path archive = BuiltImage.example().file("kubeos.tar");
        Path disk = temp.resolve("disk.img");
        try (var file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(20L << 30);
        }
        Path variables = Files.copy(UefiFirmware.find().variables(), temp.resolve("variables.fd"));
        Path output = temp.resolve("out");
        try (var server = ArchiveServer.serve(output.resolve("kubeos.tar"), Behaviour.good("kubeos.tar"))) {
            Product.run(
                            "create",
                            "pxe-image",
                            "-f",
                            Product.EXAMPLE.toString(),
                            "-o",
                            output.toString(),
                            "--set",
                            "source={archive: " + archive + "}",
                            "--set",
                            "pxe={url: \"http://10.0.2.2:" + server.port() + "/kubeos.tar\", disk: only}")
                    .expectSuccess();
            var machine = new NetworkMachine(List.of(disk));
            try (var console = machine.startFromNetwork(output, "boot.efi", variables)) {
                STAGES.forEach(stage -> console.expect(stage, SerialConsole.BOOT_DEADLINE));
                console.awaitEnd(SerialConsole.BOOT_DEADLINE);
            }
            try (var console = machine.startFromDisk(variables)) {
                console.expect("KubeOS, slot A", SerialConsole.BOOT_DEADLINE);
                console.login("root", BootIT.PASSWORD);
                BootIT.describesItselfAsKubeos(console);
                BootIT.rootIsReadOnlyAndStateIsNot(console);
                BootIT.noUnitFailed(console);
                assertThat(console.runSuccessfully("tail -n 1 /persist/kubeos-install.log"))
                        .isEqualTo("kubeos-install: Unpacking the archive.");
                console.send("systemctl poweroff\n");
                console.awaitEnd(SerialConsole.COMMAND_DEADLINE);
            }
        }
    }
}
