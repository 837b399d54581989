package org.kubeos.agent.upgrade;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.ext4.Ext4Options;
import org.kubeos.diskimage.ext4.Ext4Size;
import org.kubeos.diskimage.ext4.Ext4Writer;
import org.kubeos.diskimage.raw.RawWriter;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.nodelayout.NodeFirmware;
import org.kubeos.oci.Digest;

/**
 * A small root file system that passes for a system.
 *
 * @param elfMachine of its init
 * @param packages seeds of files of 256 KiB, which compress to half
 */
record TestSystem(String version, int elfMachine, List<Integer> packages, String fstab) {

    TestSystem(String version, int elfMachine, List<Integer> packages) {
        this(version, elfMachine, packages, "");
    }

    /** One that mounts BOOT as the firmware has it. */
    TestSystem forFirmware(NodeFirmware firmware) {
        return new TestSystem(
                version,
                elfMachine,
                packages,
                "# file systems\nLABEL=BOOT /" + firmware.bootMount() + " auto nofail 0 2\n");
    }

    static final Instant DATE = Instant.parse("2026-01-01T00:00:00Z");
    static final int X86_64 = 62;
    private static final int PACKAGE = 256 << 10;

    /** Twenty packages, of which the first {@code changed} are others than those of a system with none changed. */
    static TestSystem of(String version, int changed) {
        var packages = new ArrayList<Integer>();
        for (int i = 0; i < 20; i++) {
            packages.add(i < changed ? 1000 + i : i);
        }
        return new TestSystem(version, X86_64, packages);
    }

    List<FileNode> files() {
        var files = new ArrayList<FileNode>();
        files.add(file("boot/vmlinuz", "kernel of " + version));
        files.add(file("boot/initramfs.img", "initramfs of " + version));
        files.add(file("usr/lib/os-release", "NAME=KubeOS\nID=kubeos\nVERSION_ID=" + version + "\n"));
        ByteBuffer elf = ByteBuffer.allocate(64).putInt(0x7F454C46).order(ByteOrder.LITTLE_ENDIAN);
        elf.putShort(18, (short) elfMachine);
        files.add(file("usr/lib/systemd/systemd", elf.array()));
        files.add(new FileNode.SymbolicLink("sbin", FileMetadata.ofRoot(0777, DATE), "usr/sbin"));
        files.add(
                new FileNode.SymbolicLink("usr/sbin/init", FileMetadata.ofRoot(0777, DATE), "../lib/systemd/systemd"));
        if (!fstab.isEmpty()) {
            files.add(file("etc/fstab", fstab));
        }
        for (int seed : packages) {
            files.add(file("usr/share/package" + seed, content(seed)));
        }
        return files;
    }

    private static byte[] content(int seed) {
        var content = new byte[PACKAGE];
        new Random(seed).nextBytes(content);
        for (int i = 0; i < content.length; i++) {
            content[i] &= 0x0F;
        }
        return content;
    }

    private static FileNode file(String path, String text) {
        return file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    private static FileNode file(String path, byte[] content) {
        return new FileNode.RegularFile(path, FileMetadata.ofRoot(0755, DATE), FileContent.of(content));
    }

    /** Writes the update image. */
    Path write(Path file) throws IOException {
        var id = UUID.nameUUIDFromBytes(version.getBytes(StandardCharsets.UTF_8));
        Ext4Options options =
                Ext4Options.of(id, DATE).withLabel("ROOT-A").withJournal(false).withReservedPercent(0);
        var size = new Ext4Size(options);
        for (FileNode node : files()) {
            size.add(node);
        }
        try (DiskWriter disk = RawWriter.create(file, size.bytes());
                var ext4 = Ext4Writer.create(disk, options)) {
            for (FileNode node : files()) {
                ext4.add(node);
            }
            ext4.finish();
        }
        return file;
    }

    static Digest digest(Path file) throws IOException {
        return Digest.of(Files.readAllBytes(file));
    }

    static Map<String, String> labels(String version) {
        return Map.of("org.opencontainers.image.version", version, "org.opencontainers.image.created", DATE.toString());
    }
}
