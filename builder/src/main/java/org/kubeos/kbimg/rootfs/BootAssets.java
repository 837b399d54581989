package org.kubeos.kbimg.rootfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.distro.DistributionProfile.Grub;
import org.kubeos.kbimg.host.Command;
import org.kubeos.kbimg.host.ProcessFailedException;
import org.kubeos.kbimg.host.Progress;
import org.kubeos.kbimg.host.Resource;
import org.kubeos.kbimg.host.Sandbox;

/**
 * What a machine starts from: {@code /boot/vmlinuz}, {@code /boot/initramfs.img}, and GRUB as an EFI program, all made
 * with the root file system's own tools.
 */
final class BootAssets {

    private static final DracutModule PERSIST = new DracutModule("kubeos-persist");
    private static final String GRUB_MODULES = "grub-efi-modules.txt";
    private static final Path BOOT_PARTITION = Path.of("boot/efi");

    /** Where GRUB looks for its configuration: on BOOT, the first partition of the disk that it came from. */
    private static final String GRUB_PREFIX = "(,gpt1)/EFI/kubeos";

    private final Sandbox sandbox;
    private final Progress progress;

    BootAssets(Sandbox sandbox, Progress progress) {
        this.sandbox = sandbox;
        this.progress = progress;
    }

    /** Text that changes with everything that goes in besides packages and profile. */
    static String recipe() {
        return PERSIST.recipe() + GRUB_PREFIX + Resource.text(BootAssets.class, GRUB_MODULES);
    }

    void makeIn(Path root, DistributionProfile profile, Grub grub) throws IOException {
        progress.step("Building initramfs");
        String kernel = kernelIn(root);
        Files.createSymbolicLink(root.resolve("boot/vmlinuz"), Path.of("vmlinuz-" + kernel));
        buildInitramfs(root, kernel, profile.initramfs().options());
        progress.step("Preparing boot loader");
        buildGrub(root, grub);
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

    private void buildGrub(Path root, Grub grub) throws IOException {
        Path image = BOOT_PARTITION.resolve(grub.file());
        Files.createDirectories(root.resolve(image).getParent());
        Command mkimage = Command.of(
                        grub.program(),
                        "--format=" + grub.format(),
                        "--directory=/usr/lib/grub/" + grub.format(),
                        "--prefix=" + GRUB_PREFIX,
                        "--output=/" + image)
                .plus(Resource.text(BootAssets.class, GRUB_MODULES).lines().toList());
        runIn(root, mkimage, "GRUB's EFI program can't be made");
    }

    private void runIn(Path root, Command command, String failure) throws IOException {
        try {
            sandbox.in(root).run(command);
        } catch (ProcessFailedException e) {
            throw new BuildException(failure + ":\n" + String.join("\n", e.lastLines()), e);
        }
    }
}
