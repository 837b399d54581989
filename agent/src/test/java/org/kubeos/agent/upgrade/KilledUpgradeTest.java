package org.kubeos.agent.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.SlotRecords;
import org.kubeos.nodelayout.Slot;
import org.kubeos.oci.Digest;

/** Kills the process of an upgrade, and goes on with another. */
class KilledUpgradeTest {

    @TempDir
    static Path shared;

    static Path v1;
    static Path v2;
    static String name;

    @BeforeAll
    static void build() throws IOException {
        v1 = TestSystem.of("v1", 0).write(shared.resolve("v1.img"));
        TestSystem system = TestSystem.of("v2", 6);
        v2 = system.write(shared.resolve("v2.img"));
        name = TestImage.create(shared, system, v2).addTo(shared.resolve("layout"), "v2");
    }

    /** @param line of the child's output, at which it is killed */
    @ParameterizedTest
    @CsvSource({"write 0", "write 1", "write 10", "write 20", "step Reading the slot back"})
    void goesOnAfterKill(String line) throws Exception {
        TestNode node = TestNode.create(shared.resolve(line.replace(' ', '-')), "v1", v1, TestNode.SLOT);
        Digest running = node.digest(Slot.A);
        kill(
                ChildUpgrade.command(List.of("-D" + ChildUpgrade.PAUSE + "=" + line), node, name)
                        .start(),
                line);

        byte[] slot = Files.readAllBytes(node.device(Slot.B));
        assertThat(Arrays.copyOfRange(slot, 1024, 2048)).containsOnly(0);
        assertThat(SlotRecords.of(node.root).find(Slot.B)).isEmpty();
        assertThat(node.digest(Slot.A)).isEqualTo(running);

        PreparedUpgrade prepared =
                node.upgrader().prepare(UpgradeRequest.of(name).withInsecure(), Events.NONE);
        assertThat(TestNode.startsWith(Files.readAllBytes(node.device(Slot.B)), Files.readAllBytes(v2)))
                .isTrue();
        assertThat(prepared.contentDigest()).isEqualTo(TestSystem.digest(v2));
        if (line.startsWith("step")) {
            // All but the chunk with the superblock is there.
            assertThat(prepared.transfer().requests()).isLessThanOrEqualTo(1);
        }
    }

    /** SIGKILL, as {@code kill -9} sends it. */
    private static void kill(Process child, String line) throws Exception {
        try (BufferedReader output = child.inputReader()) {
            String next = output.readLine();
            while (next != null && !next.equals(line)) {
                next = output.readLine();
            }
            assertThat(next).isEqualTo(line);
            child.destroyForcibly();
            assertThat(child.waitFor()).isEqualTo(128 + 9);
        }
    }
}
