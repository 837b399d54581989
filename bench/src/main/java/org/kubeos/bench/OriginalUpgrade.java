package org.kubeos.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The steps of the original's agent with {@code imagetype: containerd}, with the same programs: containerd pulls and unpacks the image,
 * {@code /os.tar} is copied out of it and unpacked into a file system in a file of the slot's size, and that file is copied to the
 * slot. It doesn't wait for the disk; here the slot is synced at the end, as the others do it, too. It neither verifies a
 * signature nor reads anything back.
 */
final class OriginalUpgrade implements AutoCloseable {

    private static final long MEBIBYTE = 1 << 20;

    private final Path work;
    private final Path slot;
    private final long size;
    private final Commands commands;
    private final String address;
    private final Process containerd;

    /** @param size of the slot in bytes, a multiple of 2 MiB */
    OriginalUpgrade(Path work, Path slot, long size, Commands commands) throws IOException {
        this.work = Files.createDirectories(work);
        this.slot = slot;
        this.size = size;
        this.commands = commands;
        this.address = work.resolve("socket").toString();
        Path config = Files.writeString(
                work.resolve("config.toml"), """
                version = 2
                root = "%s"
                state = "%s"
                disabled_plugins = ["io.containerd.grpc.v1.cri"]
                [grpc]
                address = "%s"
                """.formatted(work.resolve("root"), work.resolve("state"), address));
        containerd = Commands.start(work.resolve("log"), "containerd", "--config", config.toString());
        try {
            // Asks until containerd answers.
            ctr("--connect-timeout", "60s", "version");
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void ctr(String... arguments) throws IOException {
        String[] command = new String[arguments.length + 5];
        System.arraycopy(new String[] {"ctr", "--address", address, "--namespace", "k8s.io"}, 0, command, 0, 5);
        System.arraycopy(arguments, 0, command, 5, arguments.length);
        commands.run(command);
    }

    /** Forgets an image, and removes what an upgrade has left behind, so that the disk has nothing else to do. */
    void clean(String image) throws IOException {
        ctr("images", "remove", "--sync", image);
        commands.run("rm", "-rf", update().toString(), file().toString());
        commands.run("sync");
    }

    private Path update() {
        return work.resolve("KubeOS-Update");
    }

    private Path file() {
        return work.resolve("update.img");
    }

    void upgrade(String image) throws IOException {
        Path mounted = Files.createDirectories(update().resolve("image"));
        ctr("images", "pull", "--plain-http", image);
        ctr("images", "mount", image, mounted.toString());
        Path archive = update().resolve("os.tar");
        try {
            commands.run("cp", mounted.resolve("os.tar").toString(), archive.toString());
        } finally {
            ctr("images", "unmount", "--rm", mounted.toString());
        }
        commands.run("dd", "if=/dev/zero", "of=" + file(), "bs=2M", "count=" + size / (2 * MEBIBYTE));
        commands.run("mkfs.ext4", "-q", "-L", "ROOT-B", file().toString());
        Path root = Files.createDirectories(update().resolve("root"));
        commands.run("mount", "-o", "loop", file().toString(), root.toString());
        try {
            commands.run("tar", "-xf", archive.toString(), "-C", root.toString());
        } finally {
            commands.run("umount", root.toString());
        }
        commands.run("dd", "if=" + file(), "of=" + slot, "bs=8M", "conv=notrunc");
        commands.run("sync", slot.toString());
    }

    @Override
    public void close() {
        containerd.destroy();
        try {
            if (!containerd.waitFor(1, TimeUnit.MINUTES)) {
                containerd.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
