package org.kubeos.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A kernel in QEMU with a shell, for tests of what the kernel does with a disk: Debian's cloud kernel, busybox, and programs of
 * the host, all in memory. Boots in seconds without KVM, and needs no privileges.
 */
public final class SmallLinux {

    /** In the order of their dependencies. */
    private static final List<String> MODULES = List.of(
            "virtio_ring", "virtio", "virtio_pci_modern_dev", "virtio_pci_legacy_dev", "virtio_pci", "virtio_blk");

    private static final String READY = "small-linux-is-ready";

    private static final String INIT = """
            #!/bin/busybox sh
            /bin/busybox mount -t devtmpfs devtmpfs /dev
            exec </dev/ttyS0 >/dev/ttyS0 2>&1
            /bin/busybox --install -s /bin
            mount -t proc proc /proc
            mount -t sysfs sysfs /sys
            dmesg -n 1
            for module in %s; do insmod /modules/$module.ko; done
            stty -echo
            echo %s
            # An interactive shell would edit lines, with control sequences.
            while read -r line; do eval "$line"; done
            """;

    private static final Pattern LIBRARY = Pattern.compile("(?:=> )?(/\\S+) \\(0x");

    private final Path kernel;
    private final Path initramfs;

    private SmallLinux(Path kernel, Path initramfs) {
        this.kernel = kernel;
        this.initramfs = initramfs;
    }

    /**
     * Makes the system.
     *
     * @param directory where it is kept; packages that an earlier call left there are used again
     * @param programs of the host that it is to have, such as {@code /sbin/resize2fs}
     */
    public static SmallLinux make(Path directory, List<Path> programs) throws IOException {
        Path packages = DebianPackages.unpack(
                directory,
                List.of(DebianPackages.dependency("linux-image-cloud-amd64", "linux-image-"), "busybox-static"));
        Path kernel = find(packages.resolve("boot"), "vmlinuz-");
        try (Scratch root = Scratch.createIn(directory)) {
            fill(root.directory(), packages, programs);
            return new SmallLinux(kernel, pack(root.directory(), directory.resolve("initramfs")));
        }
    }

    private static void fill(Path root, Path packages, List<Path> programs) throws IOException {
        for (String name : List.of("bin", "dev", "proc", "sys", "mnt", "modules")) {
            Files.createDirectory(root.resolve(name));
        }
        copy(packages.resolve("bin/busybox"), root.resolve("bin/busybox"));
        for (String module : MODULES) {
            String file = module + ".ko";
            copy(
                    find(packages.resolve("lib/modules"), file),
                    root.resolve("modules").resolve(file));
        }
        for (Path program : programs) {
            copyWithLibraries(program, root);
        }
        Path init = Files.writeString(root.resolve("init"), INIT.formatted(String.join(" ", MODULES), READY));
        Tool.run("chmod", "755", init.toString()).expectSuccess();
    }

    /** Starts it with raw images as {@code /dev/vda}, {@code /dev/vdb} and so on. The console takes commands by {@code run}. */
    public SerialConsole start(Path... disks) {
        var command = new ArrayList<>(
                List.of("qemu-system-x86_64", "-machine", "q35,accel=tcg", "-m", "256", "-nographic", "-no-reboot"));
        command.addAll(List.of("-nic", "none", "-kernel", kernel.toString(), "-initrd", initramfs.toString()));
        command.addAll(List.of("-append", "console=ttyS0 quiet panic=-1"));
        for (Path disk : disks) {
            command.addAll(List.of("-drive", "if=virtio,format=raw,file=" + disk));
        }
        SerialConsole console = SerialConsole.start(command);
        console.expect(READY + "\n", SerialConsole.BOOT_DEADLINE);
        return console;
    }

    private static void copyWithLibraries(Path program, Path root) throws IOException {
        copy(program, root.resolve("bin").resolve(program.getFileName().toString()));
        Matcher library = LIBRARY.matcher(
                Tool.run("ldd", program.toString()).expectSuccess().text());
        while (library.find()) {
            Path file = Path.of(library.group(1));
            copy(file, root.resolve(file.toString().substring(1)));
        }
    }

    private static void copy(Path file, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static Path find(Path directory, String nameStart) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(nameStart))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + nameStart + " below " + directory));
        }
    }

    private static Path pack(Path root, Path archive) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            String names = files.map(file -> "./" + root.relativize(file)).collect(Collectors.joining("\n"));
            Tool.run(
                            List.of(
                                    "cpio",
                                    "--quiet",
                                    "--create",
                                    "--format=newc",
                                    "--directory=" + root,
                                    "--file=" + archive.toAbsolutePath()),
                            names.getBytes(StandardCharsets.UTF_8))
                    .expectSuccess();
        }
        return archive;
    }
}
