package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.kubeos.kbimg.product.UpgradableNode.Model;
import org.kubeos.testkit.SerialConsole;

/**
 * A node in QEMU that changes its version as its users do, with everything real: firmware, GRUB, kernel, registry, slots. All
 * that it writes to its disk in the meantime is recorded, and judged by {@link PowerCuts} afterwards.
 */
@Order(2) // It takes long: see KubernetesNodeIT.
@Execution(ExecutionMode.CONCURRENT)
class NodeUpgradeIT {

    private static final String LONG = "another quarter of an hour";

    /** From the command to the machine's end, under emulation on a host that does as much besides. */
    private static final Duration UPGRADE_DEADLINE = Duration.ofMinutes(20);

    /** What the agent may have resident at its busiest, in KiB. */
    private static final int AGENT_PEAK = 140_000_000 / 1024;

    @Test
    void aNodeWithUefiChangesItsVersionAndNoPowerCutStrandsIt() throws IOException {
        changesItsVersion(directory("debian-uefi"), Model.debian());
    }

    /** With GRUB's files on ext4. */
    @Test
    @EnabledIfSystemProperty(named = "kbimg.upgrades", matches = "true", disabledReason = LONG)
    void aNodeOfRpmsWithABiosChangesItsVersionAndNoPowerCutStrandsIt() throws IOException {
        Path directory = directory("rpm-bios");
        changesItsVersion(directory, Model.rpm(directory).withBios());
    }

    @Test
    @EnabledIfSystemProperty(named = "kbimg.upgrades", matches = "true", disabledReason = LONG)
    void aNodeWithABiosChangesItsVersionAndNoPowerCutStrandsIt() throws IOException {
        changesItsVersion(directory("debian-bios"), Model.debian().withBios());
    }

    @Test
    @EnabledIfSystemProperty(named = "kbimg.upgrades", matches = "true", disabledReason = LONG)
    void aNodeOfRpmsChangesItsVersionAndNoPowerCutStrandsIt() throws IOException {
        Path directory = directory("rpm-uefi");
        changesItsVersion(directory, Model.rpm(directory));
    }

    private static Path directory(String name) {
        Path directory = Path.of("target/it/node-upgrade", name).toAbsolutePath();
        BuiltImage.delete(directory);
        return directory;
    }

    /** Twice, and back. */
    private static void changesItsVersion(Path directory, Model model) throws IOException {
        try (UpgradableNode node = UpgradableNode.create(directory, model, "persist.writable=[/home]")) {
            Path built = node.buildDisk("v1");
            Path disk = directory.resolve("disk.img");
            PowerCuts.copy(built, disk);
            String v2 = node.push("v2", "hostname=second");
            String v3 = node.push("v3", "hostname=third");
            Path log = Files.createFile(directory.resolve("writes.log"));
            String kept;
            try (SerialConsole console = login(node, disk, log)) {
                kept = writeState(console);
                upgrade(console, v2);
                console.runSuccessfully("kubeos reset /etc/hostname");
                endsAfter(console, "systemctl reboot");
            }
            try (SerialConsole console = login(node, disk, log)) {
                runs(console, "v2", "/dev/vda3");
                assertThat(state(console)).isEqualTo(kept);
                assertThat(console.runSuccessfully("cat /etc/hostname /persist/kubeos/reset/*/etc/hostname"))
                        .isEqualTo("second\nlocal");
                upgrade(console, v3);
                endsAfter(console, "systemctl reboot");
            }
            try (SerialConsole console = login(node, disk, log)) {
                runs(console, "v3", "/dev/vda2");
                assertThat(state(console)).isEqualTo(kept);
                endsAfter(console, "kubeos rollback");
            }
            try (SerialConsole console = login(node, disk, log)) {
                runs(console, "v2", "/dev/vda3");
                assertThat(state(console)).isEqualTo(kept);
                endsAfter(console, "systemctl poweroff");
            }
            Files.delete(disk);
            List<Path> contents = List.of(
                    node.content("v1"), node.content("v2", "hostname=second"), node.content("v3", "hostname=third"));
            new PowerCuts(node, built, log, contents, directory).judge();
        } finally {
            BuiltImage.delete(directory);
        }
    }

    private static SerialConsole login(UpgradableNode node, Path disk, Path log) throws IOException {
        SerialConsole console = node.start(disk, log);
        console.login("root", UpgradableNode.PASSWORD);
        return console;
    }

    private static void upgrade(SerialConsole console, String image) {
        SerialConsole.CommandResult result = console.run("kubeos upgrade --no-reboot " + image, UPGRADE_DEADLINE);
        assertThat(result.exitStatus()).as(result.output()).isZero();
        assertThat(result.output()).contains("It boots on trial when the node reboots next.");
        // In KiB.
        assertThat(console.runSuccessfully(
                        "awk '/VmHWM/ {print $2}' /proc/$(systemctl show --value -p MainPID os-agent)/status"))
                .satisfies(peak -> assertThat(Integer.parseInt(peak)).isLessThan(AGENT_PEAK));
    }

    private static void endsAfter(SerialConsole console, String command) {
        console.send(command + "\n");
        console.awaitEnd(UPGRADE_DEADLINE);
    }

    /** The node says that a version proved good, and runs it. */
    private static void runs(SerialConsole console, String version, String slot) {
        BootIT.noUnitFailed(console);
        console.runSuccessfully("until kubeos status | grep -q 'running, confirmed'; do sleep 1; done");
        assertThat(console.runSuccessfully(". /etc/os-release; echo $VERSION_ID; findmnt -no SOURCE /"))
                .isEqualTo(version + "\n" + slot);
    }

    private static String writeState(SerialConsole console) {
        BootIT.noUnitFailed(console);
        console.runSuccessfully("useradd -m alice && echo mine > /home/alice/file");
        console.runSuccessfully("echo kept > /etc/kept");
        console.runSuccessfully("echo local > /etc/hostname");
        return state(console);
    }

    /** What must survive every change of version. */
    private static String state(SerialConsole console) {
        return console.runSuccessfully(
                "cat /etc/machine-id /etc/kept /home/alice/file; id alice; sha256sum /etc/ssh/ssh_host_*_key");
    }
}
