package org.kubeos.kbimg.product;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.kubeos.testkit.Tool;

/** A rootfs archive that is large enough to be interrupted, and has what kbimg asks of one, but boots nothing. */
public final class SmallArchive {

    private static final int SIZE = 40 << 20;

    private SmallArchive() {}

    /** Writes it, and a config for it. */
    static Path config(Path directory) throws IOException {
        Path root = Files.createDirectories(directory.resolve("small-root"));
        addBootAssets(root);
        write(root, "persist/data/note", "from the archive");
        var noise = new byte[SIZE];
        new Random(6).nextBytes(noise);
        Files.write(root.resolve("usr/lib/noise"), noise);
        Tool.run("chmod", "600", root.resolve("etc/shadow").toString()).expectSuccess();
        Path archive = pack(root, directory.resolve("small.tar"));
        return Files.writeString(directory.resolve("small.yaml"), """
                version: v1
                distribution: debian
                source: {archive: %s}
                pxe:
                  url: http://10.0.2.2/kubeos.tar
                  disk: /dev/vda
                  onFailure: poweroff
                """.formatted(archive));
    }

    /** Writes what every image must have, none of which boots. */
    public static void addBootAssets(Path root) throws IOException {
        write(root, "boot/vmlinuz", "no kernel");
        write(root, "boot/initramfs.img", "no initramfs");
        write(root, "boot/efi/EFI/BOOT/BOOTX64.EFI", "no boot loader");
        write(root, "usr/lib/os-release", "NAME=Small\nID=small\n");
        write(root, "etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
        write(root, "etc/group", "root:x:0:\n");
        write(root, "etc/shadow", "root:*:20000::::::\n");
    }

    /** Packs {@code root} as files of root's; returns the archive. */
    public static Path pack(Path root, Path archive) {
        Tool.run(
                        "tar",
                        "--create",
                        "--file=" + archive,
                        "--directory=" + root,
                        "--owner=0",
                        "--group=0",
                        "--numeric-owner",
                        ".")
                .expectSuccess();
        return archive;
    }

    private static void write(Path root, String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
