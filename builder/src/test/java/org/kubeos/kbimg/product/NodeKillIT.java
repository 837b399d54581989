package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.kubeos.testkit.E2fsck;
import org.kubeos.testkit.SerialConsole;
import org.kubeos.testkit.Sfdisk;

/**
 * A node in QEMU that does nothing but change its version, and is killed at random moments: in its firmware, GRUB, the initramfs,
 * while it writes, verifies, arms, confirms, shuts down. It must come up again each time, in one of its versions, and go on.
 * {@code -Dkbimg.node.kills} says how often, {@code -Dkbimg.seed} where random numbers begin.
 */
@Execution(ExecutionMode.CONCURRENT)
@EnabledIfSystemProperty(
        named = "kbimg.node.kills",
        matches = "[1-9]\\d*",
        disabledReason = "two minutes for each kill")
class NodeKillIT {

    private static final int KILLS = Integer.getInteger("kbimg.node.kills", 0);
    private static final long SEED = Long.getLong("kbimg.seed", 20261129);
    private static final Path DIRECTORY = Path.of("target/it/node-kill").toAbsolutePath();

    /** A start, a change of version, and the next start, under emulation. */
    private static final Duration COURSE = Duration.ofMinutes(5);

    private static final Duration DEADLINE = Duration.ofMinutes(20);

    private final Random random = new Random(SEED);

    /** How often the node was killed in which phase. */
    private final Map<String, Integer> phases = new TreeMap<>();

    /** The machine that runs, and what it does; guarded by this. */
    private SerialConsole console;

    private String phase = "";
    private boolean killed;

    @Test
    void aNodeThatIsKilledComesUpAgain() throws Exception {
        System.out.println(
                "NodeKillIT: " + KILLS + " kills; seed " + SEED + " (-Dkbimg.seed=" + SEED + " repeats them)");
        BuiltImage.delete(DIRECTORY);
        try (UpgradableNode node = UpgradableNode.create(DIRECTORY, UpgradableNode.Model.debian())) {
            Path disk = node.buildDisk("v1");
            List<String> images = List.of(node.push("v2", "hostname=second"), node.push("v3", "hostname=third"));
            for (int kill = 1; kill <= KILLS; kill++) {
                long millis = (long) (random.nextDouble() * COURSE.toMillis());
                killAfter(millis, () -> live(node, disk, images));
                System.out.println("NodeKillIT: kill " + kill + " after " + millis / 1000 + " s: " + phase);
            }
            start(node, disk);
            comesUp();
            endsAfter("systemctl poweroff");
            long persist = BuiltImage.bytes(Sfdisk.read(disk).partitions().get(3), "start");
            E2fsck.expectClean(disk, persist);
        } finally {
            close();
            BuiltImage.delete(DIRECTORY);
        }
        System.out.println("NodeKillIT: killed in " + phases);
    }

    /** What the machine does until it is killed. */
    private interface Life {
        void live() throws IOException;
    }

    /** Fails if the life goes wrong before the machine is killed. */
    private void killAfter(long millis, Life life) throws InterruptedException {
        killed = false;
        var failure = new Throwable[1];
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                life.live();
            } catch (IOException | AssertionError e) {
                failure[0] = e;
            }
        });
        boolean ended = thread.join(Duration.ofMillis(millis));
        synchronized (this) {
            if (ended || (failure[0] != null && !killed)) {
                throw new AssertionError("while " + phase, failure[0]);
            }
            killed = true;
            phases.merge(phase, 1, Integer::sum);
            close();
        }
        thread.join(TimeUnit.MINUTES.toMillis(1));
    }

    /** Changes the version again and again. One that was killed in all its tries counts as failed. */
    private void live(UpgradableNode node, Path disk, List<String> images) throws IOException {
        while (true) {
            start(node, disk);
            String version = comesUp();
            phase("upgrading");
            SerialConsole.CommandResult result = console.run(
                    "kubeos retry; kubeos upgrade --allow-downgrade --no-reboot "
                            + images.get(version.equals("v2") ? 1 : 0),
                    DEADLINE);
            assertThat(result.exitStatus()).as(result.output()).isZero();
            phase("restarting");
            endsAfter("systemctl reboot");
        }
    }

    private void start(UpgradableNode node, Path disk) throws IOException {
        synchronized (this) {
            if (killed) {
                throw new IOException("killed");
            }
            phase("in the firmware");
            console = node.start(disk);
        }
        console.expect("Loading slot", SerialConsole.BOOT_DEADLINE);
        phase("in the boot menu");
        console.expect("Linux version", SerialConsole.BOOT_DEADLINE);
        phase("booting");
    }

    /** Returns the version that is confirmed in the end. */
    private String comesUp() {
        console.login("root", UpgradableNode.PASSWORD);
        phase("on trial or confirmed");
        console.runSuccessfully("until kubeos status | grep -q 'running, confirmed'; do sleep 1; done");
        String version = console.runSuccessfully(". /etc/os-release; echo $VERSION_ID");
        assertThat(version).matches("v[123]");
        return version;
    }

    private void endsAfter(String command) {
        console.send(command + "\n");
        console.awaitEnd(DEADLINE);
    }

    private synchronized void phase(String name) {
        if (!killed) {
            phase = name;
        }
    }

    private synchronized void close() {
        if (console != null) {
            console.close();
        }
    }
}
