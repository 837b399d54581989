package org.kubeos.agent.upgrade;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kubeos.agent.node.Machine;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.node.SlotDevice;
import org.kubeos.nodelayout.Slot;
import org.kubeos.nodelayout.TrustStore;
import org.kubeos.oci.Digest;
import org.kubeos.oci.registry.Environment;
import org.kubeos.oci.registry.RetryPolicy;

/** A node in a directory: files for the slots' devices, and what the kernel says about them. It runs slot A. */
final class TestNode implements UpgradeConditions {

    static final long SLOT = 16 << 20;
    static final Machine MACHINE = new Machine("x86_64", "amd64", TestSystem.X86_64);

    final NodeRoot root;
    Optional<String> obstacle = Optional.empty();
    Optional<String> quarantine = Optional.empty();
    UpgradeSettings settings = new UpgradeSettings(
            Map.of(), Map.of(), 0, false, new Environment(Map.of()), RetryPolicy.DEFAULT.withSleeper(_ -> {}));
    Upgrader.StorageOpener storages =
            (device, toWrite) -> toWrite ? SlotDevice.openToWrite(device) : SlotDevice.openToRead(device);

    private TestNode(NodeRoot root) {
        this.root = root;
    }

    /** A node that was made before. */
    static TestNode open(Path directory) {
        return new TestNode(new NodeRoot(directory));
    }

    /** @param running the update image in slot A */
    static TestNode create(Path directory, String version, Path running, long slotSize) throws IOException {
        var node = new TestNode(new NodeRoot(Files.createDirectories(directory).toRealPath()));
        node.write("/proc/self/mountinfo", """
                22 1 8:2 / / ro,relatime shared:1 - ext4 /dev/root ro
                23 22 8:4 / /persist rw,relatime shared:2 - ext4 /dev/sda4 rw
                """);
        Path disk = node.root.path("/sys/devices/pci0/block/sda");
        Files.createDirectories(node.root.path("/sys/dev/block"));
        Files.createDirectories(node.root.path("/dev/disk/kubeos"));
        for (int number = 1; number <= 4; number++) {
            Path partition = Files.createDirectories(disk.resolve("sda" + number + "/holders"))
                    .getParent();
            Files.writeString(partition.resolve("partition"), number + "\n");
            Files.writeString(partition.resolve("dev"), "8:" + number + "\n");
            Files.createSymbolicLink(
                    node.root.path("/sys/dev/block/8:" + number), Path.of("../../devices/pci0/block/sda/sda" + number));
            Files.createSymbolicLink(node.root.path("/dev/disk/kubeos/" + number), Path.of("../../sda" + number));
            try (var file =
                    new RandomAccessFile(node.root.path("/dev/sda" + number).toFile(), "rw")) {
                file.setLength(slotSize);
            }
        }
        Files.createDirectories(node.root.path("/persist"));
        node.write("/usr/lib/os-release", "ID=kubeos\nVERSION_ID=" + version + "\n");
        node.fill(Slot.A, running);
        return node;
    }

    void write(String path, String text) throws IOException {
        Path file = root.path(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    Path device(Slot slot) {
        return root.path("/dev/sda" + slot.number());
    }

    void fill(Slot slot, Path content) throws IOException {
        try (var channel = FileChannel.open(device(slot), StandardOpenOption.WRITE);
                var source = FileChannel.open(content)) {
            source.transferTo(0, source.size(), channel);
        }
    }

    /** The first bytes of a slot. */
    byte[] content(Slot slot, long size) throws IOException {
        try (var in = Files.newInputStream(device(slot))) {
            return in.readNBytes((int) size);
        }
    }

    Digest digest(Slot slot) throws IOException {
        return TestSystem.digest(device(slot));
    }

    void trust(TestSigner signer) throws IOException {
        String name = TrustStore.keyFile(signer.fingerprint());
        var store = new TrustStore(List.of(name), List.of(), 1, new TreeMap<>());
        write("/" + TrustStore.DIRECTORY + "/" + name, signer.pem());
        write("/" + TrustStore.POLICY, store.text());
    }

    Upgrader upgrader() {
        return new Upgrader(root, settings, this, MACHINE, Clock.fixed(TestSystem.DATE, ZoneOffset.UTC), storages);
    }

    @Override
    public Optional<String> obstacle() {
        return obstacle;
    }

    @Override
    public Optional<String> quarantine(String version, Digest imageDigest) {
        return quarantine;
    }

    static boolean startsWith(byte[] content, byte[] start) {
        return Arrays.equals(content, 0, start.length, start, 0, start.length);
    }
}
