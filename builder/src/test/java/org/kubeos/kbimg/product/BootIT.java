package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.kubeos.testkit.SerialConsole;
import org.kubeos.testkit.Tool;

/** The example's disk in QEMU, under real firmware, as {@code kbimg boot} starts it. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(SharedOutputs.class)
class BootIT {

    static final String PASSWORD = "kubeos";

    private final BuiltImage image = BuiltImage.example();

    @TempDir
    private Path temp;

    @Test
    void bootsToLoginReadOnlyWithStateThatSurvivesARebootAndAnEmptySlot() {
        try (SerialConsole console = boot()) {
            selectEmptySlotB(console);
            console.login("root", PASSWORD);
            assertThat(environment(console)).contains("saved_entry=A").doesNotContain("boot_failed=B");
            describesItselfAsKubeos(console);
            NodeAgent.isThereWhenItIsAsked(console);
            rootIsReadOnlyAndStateIsNot(console, "/dev/vda", "/boot/efi");
            persistHasGrown(console);
            noUnitFailed(console);
            console.runSuccessfully("echo kept > /etc/kept && echo kept > /var/kept && echo kept > /opt/kept");
            String machineId = console.runSuccessfully("cat /etc/machine-id");
            chooseSlotB(console);

            console.send("systemctl reboot\n");
            console.expect("Falling back to slot A", SerialConsole.BOOT_DEADLINE);
            console.login("root", PASSWORD);

            assertThat(console.runSuccessfully("cat /etc/kept /var/kept /opt/kept"))
                    .isEqualTo("kept\nkept\nkept");
            assertThat(console.runSuccessfully("cat /etc/machine-id"))
                    .isEqualTo(machineId)
                    .hasSize(32);
            assertThat(environment(console)).contains("saved_entry=A", "boot_failed=B");
            noUnitFailed(console);
            console.send("systemctl poweroff\n");
            console.awaitEnd(SerialConsole.COMMAND_DEADLINE);
        }
    }

    private static void selectEmptySlotB(SerialConsole console) {
        console.expect("KubeOS, slot B", SerialConsole.BOOT_DEADLINE);
        console.send("b");
        console.expect("Falling back to slot A", SerialConsole.COMMAND_DEADLINE);
    }

    static void describesItselfAsKubeos(SerialConsole console) {
        assertThat(console.runSuccessfully(". /etc/os-release; echo \"$NAME, $ID, $VERSION_ID, $PRETTY_NAME\""))
                .isEqualTo("KubeOS, kubeos, v1, KubeOS v1");
        assertThat(console.runSuccessfully("hostname")).isEqualTo("kubeos");
    }

    /**
     * @param disk the partitions' names, without their numbers
     * @param boot where BOOT is mounted
     */
    static void rootIsReadOnlyAndStateIsNot(SerialConsole console, String disk, String boot) {
        assertThat(console.run("touch /written").output()).contains("Read-only file system");
        assertThat(console.runSuccessfully("findmnt -no SOURCE /")).isEqualTo(disk + "2");
        assertThat(console.runSuccessfully("findmnt -no SOURCE /persist")).isEqualTo(disk + "4");
        assertThat(console.runSuccessfully("findmnt -no SOURCE " + boot)).isEqualTo(disk + "1");
        for (String path : List.of("/etc", "/var", "/opt")) {
            assertThat(console.runSuccessfully("findmnt -no FSTYPE " + path)).isEqualTo("overlay");
            assertThat(console.runSuccessfully("findmnt -no OPTIONS " + path)).contains("nosuid", "nodev", "upperdir=");
        }
        assertThat(console.runSuccessfully("findmnt -no OPTIONS /persist")).contains("nosuid", "nodev");
    }

    static void noUnitFailed(SerialConsole console) {
        // A system that is still starting has not failed yet.
        assertThat(console.run("systemctl is-system-running --wait").output()).isEqualTo("running");
        assertThat(console.runSuccessfully("systemctl --failed --no-legend --plain"))
                .isEmpty();
    }

    private static void persistHasGrown(SerialConsole console) {
        assertThat(console.runSuccessfully("sfdisk --verify /dev/vda")).contains("No errors detected");
        assertThat(Integer.parseInt(console.runSuccessfully("df --output=size -BG /persist | tail -1 | tr -dc 0-9")))
                .isBetween(18, 19);
    }

    /** As the agent would after writing slot B, except that slot B is empty. */
    private static void chooseSlotB(SerialConsole console) {
        console.runSuccessfully("grub-editenv /boot/efi/EFI/kubeos/grubenv set saved_entry=B");
    }

    private static List<String> environment(SerialConsole console) {
        return console.runSuccessfully("grub-editenv /boot/efi/EFI/kubeos/grubenv list")
                .lines()
                .toList();
    }

    private SerialConsole boot() {
        return SerialConsole.start(
                new ArrayList<>(Product.command("boot", grownDisk().toString())));
    }

    /** The image on a disk that is 4 GiB larger than it. */
    private Path grownDisk() {
        Path disk = temp.resolve("grown.qcow2");
        Tool.run("cp", image.file("system.qcow2").toString(), disk.toString()).expectSuccess();
        Tool.run("qemu-img", "resize", "-q", "-f", "qcow2", disk.toString(), "24G")
                .expectSuccess();
        return disk;
    }
}
