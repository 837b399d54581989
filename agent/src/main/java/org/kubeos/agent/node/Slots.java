package org.kubeos.agent.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.RefusedException;
import org.kubeos.nodelayout.NodeDisk;
import org.kubeos.nodelayout.Slot;

/**
 * The two root slots of the disk that the running root is on. The kernel says which they are: names and labels don't tell two
 * KubeOS disks in one machine apart.
 */
public final class Slots {

    private static final String MOUNTS = "/proc/self/mountinfo";

    private final NodeRoot root;
    private final Slot running;
    /** The disk's directory in sysfs. */
    private final Path disk;

    private Slots(NodeRoot root, Slot running, Path disk) {
        this.root = root;
        this.running = running;
        this.disk = disk;
    }

    /**
     * Finds the slot that {@code /} is.
     *
     * @throws AgentException if {@code /} is no slot of a KubeOS disk
     */
    public static Slots of(NodeRoot root) {
        String number = mountedAt(root, "/");
        try {
            Path partition = root.path("/sys/dev/block/" + number).toRealPath();
            int index = partitionNumber(partition);
            Slot running = Arrays.stream(Slot.values())
                    .filter(slot -> slot.number() == index)
                    .findFirst()
                    .orElseThrow(() -> new AgentException("Can't tell which slot is running: / is on partition " + index
                            + ", but slots are partitions " + Slot.A.number() + " and " + Slot.B.number()
                            + ". Is this a KubeOS node?"));
            return new Slots(root, running, Objects.requireNonNull(partition.getParent(), "a partition's disk"));
        } catch (NoSuchFileException e) {
            throw new AgentException(
                    "Can't tell which slot is running: the device " + number + ", which / is on, is no partition of a"
                            + " disk (" + e.getMessage() + " is missing). Is this a KubeOS node?",
                    e);
        } catch (IOException e) {
            throw new AgentException("Can't tell which slot is running: " + e.getMessage(), e);
        }
    }

    /** The slot that this system runs from. */
    public Slot running() {
        return running;
    }

    /** The slot that an upgrade writes. */
    public Slot other() {
        return running.other();
    }

    /**
     * The device of a slot.
     *
     * @throws AgentException if the disk has no such partition, or the links that the initramfs has made say something else
     */
    public Path device(Slot slot) {
        try {
            Path device = root.path("/dev/" + name(partition(slot)));
            Path link = root.path(NodeDisk.partitionLink(slot.number()));
            if (!link.toRealPath().equals(device.toRealPath())) {
                throw new AgentException("Can't tell which device slot " + slot + " is: the kernel says " + device
                        + ", but " + link + " leads to " + link.toRealPath() + ". Nothing was changed.");
            }
            return device;
        } catch (IOException e) {
            throw new AgentException("Can't find the device of slot " + slot + ": " + e.getMessage(), e);
        }
    }

    /**
     * Makes sure that nothing uses a slot.
     *
     * @throws AgentException if it is mounted, or part of another device
     */
    public void requireUnused(Slot slot) {
        try {
            Path partition = partition(slot);
            String number = Files.readString(partition.resolve("dev")).strip();
            for (List<String> mount : mounts(root)) {
                if (mount.get(2).equals(number)) {
                    throw new RefusedException("Can't write slot " + slot + ": it is mounted at " + mount.get(4)
                            + ". Unmount it: umount " + mount.get(4));
                }
            }
            Path holders = partition.resolve("holders");
            if (Files.isDirectory(holders)) {
                try (Stream<Path> list = Files.list(holders)) {
                    list.findFirst().ifPresent(holder -> {
                        throw new RefusedException("Can't write slot " + slot + ": the device " + holder.getFileName()
                                + " uses it. Remove that first.");
                    });
                }
            }
        } catch (IOException e) {
            throw new AgentException("Can't tell whether slot " + slot + " is in use: " + e.getMessage(), e);
        }
    }

    private Path partition(Slot slot) throws IOException {
        try (Stream<Path> children = Files.list(disk)) {
            return children.filter(child -> Files.exists(child.resolve("partition")))
                    .filter(child -> isNumber(child, slot.number()))
                    .findFirst()
                    .orElseThrow(() -> new AgentException("The disk " + disk.getFileName() + ", which / is on, has no"
                            + " partition " + slot.number() + " for slot " + slot + ". Is this a KubeOS node?"));
        }
    }

    private static boolean isNumber(Path partition, int number) {
        try {
            return partitionNumber(partition) == number;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int partitionNumber(Path partition) throws IOException {
        return Integer.parseInt(Files.readString(partition.resolve("partition")).strip());
    }

    /** In sysfs, an exclamation mark stands for the slash in names such as {@code cciss/c0d0p1}. */
    private static String name(Path partition) {
        return String.valueOf(partition.getFileName()).replace('!', '/');
    }

    /** The number of the device that is mounted there; of several on top of each other, the last one counts. */
    private static String mountedAt(NodeRoot root, String mountPoint) {
        return mounts(root).stream()
                .filter(mount -> mount.get(4).equals(mountPoint))
                .reduce((_, last) -> last)
                .map(mount -> mount.get(2))
                .orElseThrow(() -> new AgentException("Can't tell which slot is running: nothing is mounted at "
                        + mountPoint + " according to " + MOUNTS + "."));
    }

    /** Lines of proc_pid_mountinfo(5): the third field is the device, the fifth the mount point. */
    private static List<List<String>> mounts(NodeRoot root) {
        try {
            return Files.readAllLines(root.path(MOUNTS)).stream()
                    .map(line -> Arrays.asList(line.split(" ")))
                    .filter(fields -> fields.size() > 4)
                    .toList();
        } catch (IOException e) {
            throw new AgentException("Can't read " + MOUNTS + ": " + e.getMessage(), e);
        }
    }
}
