package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.kubeos.testkit.SerialConsole;
import org.kubeos.testkit.Sfdisk;

/** A node in QEMU whose disk has a sector that fails, in the slot that an upgrade writes. */
@Execution(ExecutionMode.CONCURRENT)
@EnabledIfSystemProperty(named = "kbimg.upgrades", matches = "true", disabledReason = "takes five minutes")
class FailingDiskIT {

    private static final Path DIRECTORY = Path.of("target/it/failing-disk").toAbsolutePath();

    private static final int SECTOR = 512;

    /** In the slot, in bytes: amid what every version has. */
    private static final long OFFSET = 64 << 20;

    private static final Duration DEADLINE = Duration.ofMinutes(20);

    @Test
    void aSectorThatFailsLeavesTheNodeAsItWas() throws IOException {
        BuiltImage.delete(DIRECTORY);
        try (UpgradableNode node = UpgradableNode.create(DIRECTORY, UpgradableNode.Model.debian())) {
            Path disk = node.buildDisk("v1");
            String v2 = node.push("v2", "hostname=second");
            long slotB = BuiltImage.bytes(Sfdisk.read(disk).partitions().get(2), "start");
            long sector = (slotB + OFFSET) / SECTOR;
            refuses(node.startFailing(disk, "write", sector), v2);
            refuses(node.startFailing(disk, "read", sector), v2);
            try (SerialConsole console = login(node.start(disk))) {
                SerialConsole.CommandResult result = console.run("kubeos upgrade --no-reboot " + v2, DEADLINE);
                assertThat(result.exitStatus()).as(result.output()).isZero();
                endsAfter(console, "systemctl reboot");
            }
            try (SerialConsole console = login(node.start(disk))) {
                console.runSuccessfully(
                        "until kubeos status | grep -q 'Slot B: version v2, running, confirmed'; do sleep 1; done");
            }
        } finally {
            BuiltImage.delete(DIRECTORY);
        }
    }

    /** The upgrade fails, says so, and arms nothing. */
    private static void refuses(SerialConsole machine, String image) {
        try (SerialConsole console = login(machine)) {
            SerialConsole.CommandResult result = console.run("kubeos upgrade --no-reboot " + image, DEADLINE);
            assertThat(result.exitStatus()).as(result.output()).isEqualTo(1);
            assertThat(result.output()).containsIgnoringCase("slot").containsIgnoringCase("Input/output error");
            assertThat(console.runSuccessfully("kubeos status"))
                    .contains("Slot A: version v1, running, confirmed")
                    .contains("Slot B: nothing that the agent has written and verified")
                    .doesNotContain("on trial");
            SerialConsole.CommandResult rollback = console.run("kubeos rollback");
            assertThat(rollback.exitStatus()).as(rollback.output()).isNotZero();
            endsAfter(console, "systemctl poweroff");
        }
    }

    private static SerialConsole login(SerialConsole console) {
        console.login("root", UpgradableNode.PASSWORD);
        return console;
    }

    private static void endsAfter(SerialConsole console, String command) {
        console.send(command + "\n");
        console.awaitEnd(DEADLINE);
    }
}
