package org.kubeos.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kubeos.nodelayout.NodeDisk;
import org.kubeos.nodelayout.PersistLayout;
import org.kubeos.nodelayout.Slot;

/** A directory that looks like a node to the agent. It runs slot A. Its slots are files without holes. */
final class UpgradeNode {

    private final Path root;
    private final Path options;
    private final Commands commands;

    /**
     * Makes one.
     *
     * @param archive root file system of the running version, of which the node gets what the agent reads
     * @param options the file with the agent's options for Java
     */
    UpgradeNode(Path root, Path archive, Path options, Commands commands) throws IOException {
        this.root = Files.createDirectories(root);
        this.options = options;
        this.commands = commands;
        Files.createDirectories(persist());
        commands.run(
                "tar",
                "-C",
                root.toString(),
                "-xf",
                archive.toString(),
                "--wildcards",
                "*usr/lib/os-release",
                "*usr/lib/kubeos/trust");
        for (int number = 1; number <= 4; number++) {
            write("sys/devices/vda/vda" + number + "/partition", number + "\n");
            write("sys/devices/vda/vda" + number + "/dev", "254:" + number + "\n");
            link(NodeDisk.partitionLink(number).substring(1), root.resolve("dev/vda" + number));
            write("dev/vda" + number, "");
        }
        link("sys/dev/block/254:" + Slot.A.number(), Path.of("../../devices/vda/vda" + Slot.A.number()));
        write("proc/self/mountinfo", "22 1 254:" + Slot.A.number() + " / / ro,relatime - ext4 /dev/root ro\n");
    }

    Path slot(Slot slot) {
        return root.resolve("dev/vda" + slot.number());
    }

    /** Makes a slot hold an image and then zeros, or nothing but zeros. The agent knows nothing of it. */
    void fill(Slot slot, Optional<Path> image, long size) throws IOException {
        fill(slot(slot), image, size);
        dropCache(slot(Slot.A));
        dropCache(slot(Slot.B));
        commands.run("rm", "-rf", persist().toString());
        Files.createDirectories(persist());
    }

    private Path persist() {
        return root.resolve(PersistLayout.MOUNT_POINT);
    }

    /** A node reads its slots from the disk. */
    private void dropCache(Path file) throws IOException {
        commands.run("dd", "if=" + file, "iflag=nocache", "count=0");
    }

    /** Makes a file without holes, which is on the disk. */
    static void fill(Path file, Optional<Path> image, long size) throws IOException {
        try (var out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long position = 0;
            if (image.isPresent()) {
                try (var in = FileChannel.open(image.get())) {
                    while (position < in.size()) {
                        position += in.transferTo(position, in.size() - position, out.position(position));
                    }
                }
            }
            var zeros = ByteBuffer.allocateDirect(1 << 20);
            while (position < size) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), size - position));
                position += out.write(zeros, position);
            }
            out.force(true);
        }
    }

    /**
     * Upgrades slot B.
     *
     * @param image name in a registry without TLS
     */
    UpgradeProcess.Result upgrade(String image) throws IOException {
        // As on a node, the classes are in an archive; the first upgrade makes it.
        Path classes = commands.work().resolve("agent.jsa");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        Files.readAllLines(options).stream()
                .filter(line -> line.startsWith("-X") && !line.startsWith("-XX:SharedArchiveFile"))
                .forEach(command::add);
        command.add((Files.exists(classes) ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=") + classes);
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), UpgradeProcess.class.getName(), root.toString(), image));
        return UpgradeProcess.Result.parse(commands.output(command.toArray(String[]::new)));
    }

    private void write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void link(String path, Path target) throws IOException {
        Path link = root.resolve(path);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, target);
    }
}
