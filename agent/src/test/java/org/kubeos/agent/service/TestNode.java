package org.kubeos.agent.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.node.SlotRecords;
import org.kubeos.agent.node.SlotRecords.SlotRecord;
import org.kubeos.nodelayout.BootEnvironment;
import org.kubeos.nodelayout.BootEnvironment.Trial;
import org.kubeos.nodelayout.BootEnvironmentFiles;
import org.kubeos.nodelayout.NodeDisk;
import org.kubeos.nodelayout.OsRelease;
import org.kubeos.nodelayout.Slot;
import org.kubeos.oci.Digest;

/** A directory that looks like a node to the agent. Its slots are files of 8 KiB, and version v1 runs from slot A. */
public final class TestNode {

    private static final int SIZE = 8 << 10;

    private final Path root;

    /** @param root is made */
    public TestNode(Path root) throws IOException {
        this.root = root;
        for (int number = 1; number <= 4; number++) {
            write("sys/devices/vda/vda" + number + "/partition", number + "\n");
            write("sys/devices/vda/vda" + number + "/dev", "254:" + number + "\n");
            write("dev/vda" + number, "\0".repeat(SIZE));
            link(NodeDisk.partitionLink(number).substring(1), root.resolve("dev/vda" + number));
        }
        Files.createDirectories(SlotRecords.directory(root()));
        write(
                "boot/grub2/grub.cfg",
                "load_env serial_first saved_entry boot_trial boot_tries serial_last # grubenv grubenv2 kubeos.trial");
        write("proc/sys/kernel/random/boot_id", "00000000-0000-0000-0000-000000000001\n");
        write(OsRelease.PATH, "ID=kubeos\nVERSION_ID=v1\n");
        environment(new BootEnvironment(Slot.A, Optional.empty(), Map.of()));
        running(Slot.A, false);
    }

    /** The directory. */
    public NodeRoot root() {
        return new NodeRoot(root);
    }

    /** Boots. */
    void running(Slot slot, boolean onTrial) throws IOException {
        Files.deleteIfExists(root.resolve("sys/dev/block/254:" + slot.other().number()));
        link("sys/dev/block/254:" + slot.number(), Path.of("../../devices/vda/vda" + slot.number()));
        write("proc/self/mountinfo", "22 1 254:" + slot.number() + " / / ro,relatime - ext4 /dev/root ro\n");
        write("proc/cmdline", "root=/dev/vda" + slot.number() + " ro" + (onTrial ? " kubeos.trial=1" : "") + "\n");
    }

    /** As if an upgrade had written a version to a slot. */
    void hold(Slot slot, String version) throws IOException {
        String content = version + " ".repeat(SIZE / 2 - version.length());
        write("dev/vda" + slot.number(), content + "\0".repeat(SIZE / 2));
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        SlotRecords.of(root())
                .put(
                        slot,
                        new SlotRecord(
                                version,
                                "registry.example.org/kubeos:" + version,
                                Digest.of(("image " + version).getBytes(StandardCharsets.UTF_8)),
                                Digest.of(bytes),
                                bytes.length));
    }

    void damage(Slot slot) throws IOException {
        write("dev/vda" + slot.number(), "\0".repeat(SIZE));
    }

    BootEnvironment environment() throws IOException {
        return files().read().orElseThrow();
    }

    void environment(BootEnvironment environment) throws IOException {
        files().store(environment);
    }

    void trial(Slot slot, int triesLeft) throws IOException {
        environment(environment().withTrial(Optional.of(new Trial(slot, triesLeft))));
    }

    private BootEnvironmentFiles files() {
        return BootEnvironmentFiles.in(root.resolve("boot/grub2"));
    }

    private void write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void link(String path, Path target) throws IOException {
        Path link = root.resolve(path);
        Files.createDirectories(link.getParent());
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, target);
    }
}
