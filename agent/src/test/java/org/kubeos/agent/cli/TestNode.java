package org.kubeos.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory that looks like a node to the agent. */
final class TestNode {

    private TestNode() {}

    /** The root is partition 2 of a disk, which is slot A. */
    static void runningSlotA(Path root) throws IOException {
        Path disk = Files.createDirectories(root.resolve("sys/devices/vda"));
        for (int number = 1; number <= 4; number++) {
            Path partition = Files.createDirectories(disk.resolve("vda" + number));
            Files.writeString(partition.resolve("partition"), number + "\n");
            Files.writeString(partition.resolve("dev"), "254:" + number + "\n");
        }
        Path devices = Files.createDirectories(root.resolve("sys/dev/block"));
        Files.createSymbolicLink(devices.resolve("254:2"), Path.of("../../devices/vda/vda2"));
        Files.writeString(
                Files.createDirectories(root.resolve("proc/self")).resolve("mountinfo"),
                "22 1 254:2 / / ro,relatime - ext4 /dev/vda2 ro\n");
    }
}
