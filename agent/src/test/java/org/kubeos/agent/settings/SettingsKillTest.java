package org.kubeos.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.agent.event.Events;

/**
 * The agent is killed while it changes settings. {@code -Dkbimg.kills} says how many times, {@code -Dkbimg.seed} what the first
 * moment comes from; each further one adds one to it.
 */
class SettingsKillTest {

    private static final int KILLS = Integer.getInteger("kbimg.kills", 5);
    private static final long SEED = Long.getLong("kbimg.seed", 20261122L);

    private static final String REQUEST = """
            [{"model": "kernel.sysctl", "contents": {"net.ipv4.ip_forward": {"value": 1}}},
             {"model": "kernel.sysctl.persist", "contents": {"net.ipv4.ip_forward": {"value": 1}}},
             {"model": "kernel.sysctl.persist", "config_path": "/etc/sysctl.d/90-new.conf", "contents": {"a.b": {"value": 1}}},
             {"model": "grub.cmdline.next", "contents": {"quiet": {"operation": "delete"}}},
             {"model": "kubernetes.kubelet", "contents": {"maxPods": {"value": 250}}},
             {"model": "pam.limits", "contents": {"*": {"value": "hard.nofile.9000"}}}]""";

    @TempDir(factory = MemoryDirectory.class)
    Path scratch;

    @Test
    void aKilledAgentLeavesAllOrNothing() throws IOException, InterruptedException {
        System.out.println("SettingsKillTest: " + KILLS + " kills from kbimg.seed " + SEED + " on");
        TestNode reference = TestNode.in(Files.createDirectories(scratch.resolve("reference")));
        Map<String, String> unchanged = reference.content();
        reference.configure(REQUEST);
        Map<String, String> changed = reference.content();
        for (long seed = SEED; seed < SEED + KILLS; seed++) {
            TestNode node = TestNode.in(Files.createDirectories(scratch.resolve("node" + seed)));
            kill(node, new Random(seed));
            String context = "-Dkbimg.kills=1 -Dkbimg.seed=" + seed;
            node.settings().recover(Events.NONE);
            assertThat(node.content()).as(context).isIn(unchanged, changed);
            node.configure(REQUEST);
            assertThat(node.content()).as(context).isEqualTo(changed);
        }
    }

    /** Kills the agent a random number of busy turns after it has said that a random number of changes is done. */
    private static void kill(TestNode node, Random random) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(EndlessChanges.class.getName());
        command.add(node.root().directory().toString());
        command.add(REQUEST);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var output = process.inputReader()) {
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                assertThat(output.readLine()).isNotNull();
            }
            for (int i = random.nextInt(2_000_000); i > 0; i--) {
                Thread.onSpinWait();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
