package org.kubeos.kbimg.rootfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.Firmware;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.distro.DistributionProfile.Grub;
import org.kubeos.kbimg.host.Command;
import org.kubeos.kbimg.host.ProcessFailedException;
import org.kubeos.kbimg.host.Progress;
import org.kubeos.kbimg.host.Resource;
import org.kubeos.kbimg.host.Sandbox;

/**
 * What a machine starts from: {@code /boot/vmlinuz}, {@code /boot/initramfs.img}, and GRUB for its firmware, all made
 * with the root file system's own tools.
 */
final class BootAssets {

    private static final DracutModule PERSIST = new DracutModule("kubeos-persist");
    private static final String GRUB_MODULES = "grub-modules.txt";

    private final Sandbox sandbox;
    private final Progress progress;

    BootAssets(Sandbox sandbox, Progress progress) {
        this.sandbox = sandbox;
        this.progress = progress;
    }

    /** Text that changes with everything that goes in besides packages and profile. */
    static String recipe() {
        return PERSIST.recipe() + Resource.text(BootAssets.class, GRUB_MODULES);
    }

    void makeIn(Path root, DistributionProfile profile, Grub grub, Firmware firmware) throws IOException {
        progress.step("Building initramfs");
        String kernel = kernelIn(root);
        Files.createSymbolicLink(root.resolve("boot/vmlinuz"), Path.of("vmlinuz-" + kernel));
        buildInitramfs(root, kernel, profile.initramfs().options());
        progress.step("Preparing boot loader");
        buildGrub(root, grub, firmware);
    }

    static String kernelIn(Path root) throws IOException {
        var kernels = new ArrayList<String>();
        try (var entries = Files.newDirectoryStream(root.resolve("boot"), "vmlinuz-*")) {
            entries.forEach(entry -> kernels.add(entry.getFileName().toString().substring("vmlinuz-".length())));
        }
        if (kernels.size() != 1) {
            throw new BuildException("The image must have one kernel in /boot, but has "
                    + (kernels.isEmpty() ? "none" : kernels.stream().sorted().toList())
                    + ". Leave kernels out of the list of packages: the distribution profile brings one.");
        }
        return kernels.getFirst();
    }

    private void buildInitramfs(Path root, String kernel, List<String> options) throws IOException {
        PERSIST.addTo(root);
        Command dracut = Command.of("dracut", "--force", "--kver", kernel, "--add", PERSIST.name(), "--tmpdir", "/tmp")
                .plus(options)
                .plus(List.of("/boot/initramfs.img"));
        runIn(root, dracut, "The initramfs can't be built");
    }

    private void buildGrub(Path root, Grub grub, Firmware firmware) throws IOException {
        Path boot = Files.createDirectories(root.resolve(firmware.bootMount()));
        // What protects the menu is for root's eyes.
        Files.setPosixFilePermissions(boot, PosixFilePermissions.fromString("rwx------"));
        Path image = boot.resolve(grub.file());
        Files.createDirectories(image.getParent());
        Path platform = Path.of("usr/lib/grub", grub.format());
        Command mkimage = Command.of(
                        grub.program(),
                        "--format=" + grub.format(),
                        "--directory=/" + platform,
                        "--prefix=" + prefix(firmware),
                        "--output=/" + root.relativize(image))
                .plus(Resource.text(BootAssets.class, GRUB_MODULES).lines().toList())
                .plus(modules(firmware));
        runIn(root, mkimage, "GRUB's image can't be made");
        if (firmware == Firmware.BIOS) {
            Files.copy(root.resolve(platform).resolve("boot.img"), image.resolveSibling("boot.img"));
        }
    }

    /** What GRUB needs to use its firmware's devices and to read its BOOT, beside what it always needs. */
    private static List<String> modules(Firmware firmware) {
        return switch (firmware) {
            case UEFI -> List.of("efi_gop", "fat");
            case BIOS -> List.of("biosdisk");
        };
    }

    /** Where GRUB looks for its configuration: on BOOT, the first partition of the disk that it came from. */
    private static String prefix(Firmware firmware) {
        String partition = switch (firmware) {
            case UEFI -> "(,gpt1)";
            case BIOS -> "(,msdos1)";
        };
        return partition
                + firmware.grubDirectory().substring(firmware.bootMount().length());
    }

    private void runIn(Path root, Command command, String failure) throws IOException {
        try {
            sandbox.in(root).run(command);
        } catch (ProcessFailedException e) {
            throw new BuildException(failure + ":\n" + String.join("\n", e.lastLines()), e);
        }
    }
}
