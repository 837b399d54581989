package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.kubeos.kbimg.host.qemu.UefiFirmware;
import org.kubeos.kbimg.product.NetworkMachine.Firmware;
import org.kubeos.testkit.ArchiveServer;
import org.kubeos.testkit.ArchiveServer.Behavior;
import org.kubeos.testkit.SerialConsole;
import org.kubeos.testkit.Sfdisk;
import org.kubeos.testkit.Tool;

/** The examples, installed from the network on empty disks, by machines that get nothing but what DHCP names to them. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(SharedOutputs.class)
class PxeBootIT {

    private static final long DISK_SIZE = 20L << 30;

    @TempDir
    private Path temp;

    /** Beside another disk with KubeOS, it starts from its own, as the firmware's entry says, and uses that alone. */
    @Test
    void aUefiMachineAsksDhcpAndStartsFromTheDiskThatItHasInstalledTo() throws IOException {
        BuiltImage image = BuiltImage.example();
        Path disk = emptyDisk();
        Firmware firmware = uefi();
        install(
                new NetworkMachine(List.of(disk)),
                firmware,
                "/dev/vda",
                "DHCP",
                image.file("kubeos.tar"),
                Product.EXAMPLE,
                "pxe.disk=only");
        Path other = raw(image.file("system.qcow2"));
        assertThat(layout(disk)).isEqualTo(layout(other));
        try (var console = new NetworkMachine(List.of(other, disk)).startFromDisk(firmware)) {
            expectInstalledSystem(console, "/dev/vdb", "/boot/efi");
        }
    }

    @Test
    void aMachineWithALegacyBiosStartsFromItsDisk() throws IOException {
        BuiltImage image = BuiltImage.bios();
        Path disk = emptyDisk();
        var machine = new NetworkMachine(List.of(disk));
        install(
                machine,
                Firmware.bios(),
                "/dev/vda",
                "DHCP",
                image.file("kubeos.tar"),
                BuiltImage.biosConfig(),
                "pxe.disk=/dev/disk/by-id/virtio-kbimg-test-0");
        assertThat(layout(disk)).isEqualTo(layout(raw(image.file("system.qcow2"))));
        try (var console = machine.startFromDisk(Firmware.bios())) {
            expectInstalledSystem(console, "/dev/vda", "/boot/grub2");
        }
    }

    @Test
    void aRootOfRpmsIsInstalledOverAStaticNetworkThatTheSystemKeeps() throws IOException {
        Path disk = emptyDisk();
        var machine = new NetworkMachine(List.of(disk), "nvme", "user");
        Firmware firmware = uefi();
        install(
                machine,
                firmware,
                "/dev/nvme0n1",
                "10.0.2.77/24 on " + NetworkMachine.MAC_ADDRESS,
                RpmImage.file("kubeos.tar"),
                RpmImage.config(temp),
                "pxe.disk=smallest over 4GiB serial kbimg* model QEMU*",
                "pxe.repository=" + RpmSource.repositories(),
                "pxe.network={interface: \"" + NetworkMachine.MAC_ADDRESS + "\", address: 10.0.2.77,"
                        + " netmask: 255.255.255.0, gateway: 10.0.2.2, persist: true}");
        try (var console = machine.startFromDisk(firmware)) {
            logIn(console);
            assertThat(console.runSuccessfully(
                            "nm-online --quiet --timeout=60; ip -4 -oneline address show scope global"))
                    .contains("inet 10.0.2.77/24")
                    .doesNotContain("dynamic");
            checkAndSwitchOff(console, "/dev/nvme0n1p", "/boot/efi");
        }
    }

    /** @param settings of the config, in which the archive's address is still to be put */
    private void install(
            NetworkMachine machine,
            Firmware firmware,
            String disk,
            String network,
            Path archive,
            Path config,
            String... settings)
            throws IOException {
        Path output = temp.resolve("out");
        try (var server = ArchiveServer.serve(output.resolve("kubeos.tar"), Behavior.good("kubeos.tar"))) {
            var command = new ArrayList<>(List.of("create", "pxe-image", "-f", config.toString(), "-o", "" + output));
            command.addAll(List.of("--set", "source={archive: " + archive + "}"));
            command.addAll(List.of("--set", "pxe.url=" + server.urlForGuests()));
            for (String setting : settings) {
                command.addAll(List.of("--set", setting));
            }
            Product.run(command.toArray(String[]::new)).expectSuccess();
            try (var console = machine.startFromNetwork(output, firmware)) {
                for (String stage : List.of(
                        "Install KubeOS v1 on this machine",
                        "Loading the installer",
                        "The disk " + disk + " is empty",
                        "Bringing up the network: " + network,
                        "Partitioning",
                        "Downloaded 160 MiB",
                        "Verifying",
                        "Unpacking",
                        "Installed KubeOS v1 on " + disk)) {
                    console.expect(stage, SerialConsole.BOOT_DEADLINE);
                }
                console.awaitEnd(SerialConsole.BOOT_DEADLINE);
            }
        }
    }

    /** The checks of a disk image's first boot, and what an installation leaves. */
    private static void expectInstalledSystem(SerialConsole console, String disk, String boot) {
        logIn(console);
        checkAndSwitchOff(console, disk, boot);
    }

    private static void logIn(SerialConsole console) {
        console.expect("KubeOS, slot A", SerialConsole.BOOT_DEADLINE);
        console.login("root", BootIT.PASSWORD);
    }

    private static void checkAndSwitchOff(SerialConsole console, String disk, String boot) {
        BootIT.describesItselfAsKubeos(console);
        BootIT.rootIsReadOnlyAndStateIsNot(console, disk, boot);
        BootIT.noUnitFailed(console);
        assertThat(console.runSuccessfully("tail -n 1 /persist/kubeos-install.log"))
                .isEqualTo("kubeos-install: Unpacking the archive.");
        console.send("systemctl poweroff\n");
        console.awaitEnd(SerialConsole.COMMAND_DEADLINE);
    }

    /** What sfdisk tells of the partitions, without what differs from disk to disk. */
    private static List<Map<String, String>> layout(Path disk) {
        List<Map<String, String>> partitions = Sfdisk.read(disk).partitions();
        partitions.forEach(partition -> List.of("node", "uuid").forEach(partition::remove));
        return partitions;
    }

    private Firmware uefi() throws IOException {
        return Firmware.uefi(Files.copy(UefiFirmware.find().variables(), temp.resolve("variables.fd")));
    }

    private Path emptyDisk() throws IOException {
        Path disk = temp.resolve("disk.img");
        try (var file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(DISK_SIZE);
        }
        return disk;
    }

    private Path raw(Path image) {
        Path raw = temp.resolve("other.img");
        Tool.run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", image.toString(), raw.toString())
                .expectSuccess();
        return raw;
    }
}
