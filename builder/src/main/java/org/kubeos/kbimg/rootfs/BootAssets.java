package org.kubeos.kbimg.rootfs;

import org.kubeos.kbimg.host.sandbox.RootTools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.Firmware;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.distro.DistributionProfile.Grub;
import org.kubeos.kbimg.host.Resource;
import org.kubeos.kbimg.host.sandbox.Sandbox;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.Progress;

/**
 * What a machine starts from: {@code /boot/vmlinuz}, {@code /boot/initramfs.img}, and GRUB for its firmware, all made
 * with the root file system's own tools.
 */
final class BootAssets {

    private static final DracutModule PERSIST = new DracutModule("kubeos-persist");
    private static final String GRUB_MODULES = "grub-modules.txt";

    private final Sandbox sandbox;
    private final Path work;
    private final Progress progress;

    /** @param work directory for what goes into the root file system */
    BootAssets(Sandbox sandbox, Path work, Progress progress) {
        this.sandbox = sandbox;
        this.work = work;
        this.progress = progress;
    }

    /** Text that changes with everything that goes in besides packages and profile. */
    static String recipe() {
        return PERSIST.recipe() + Resource.text(BootAssets.class, GRUB_MODULES) + RootTools.recipe();
    }

    void makeIn(Path root, DistributionProfile profile, Grub grub, Firmware firmware) throws IOException {
        progress.step("Building initramfs");
        var tools = new RootTools(sandbox, root);
        String kernel = tools.kernel();
        tools.addDracutModule(PERSIST.writeInto(work));
        tools.link("vmlinuz-" + kernel, "boot/vmlinuz");
        buildInitramfs(root, kernel, profile.initramfs().options());
        progress.step("Preparing boot loader");
        buildGrub(root, tools, grub, firmware);
    }

    private void buildInitramfs(Path root, String kernel, List<String> options) throws IOException {
        Command dracut = Command.of("dracut", "--force", "--kver", kernel, "--add", PERSIST.name(), "--tmpdir", "/tmp")
                .plus(options)
                .plus(List.of("/boot/initramfs.img"));
        runIn(root, dracut, "The initramfs can't be built");
    }

    private void buildGrub(Path root, RootTools tools, Grub grub, Firmware firmware) throws IOException {
        // What protects the menu is for root's eyes.
        tools.makePrivateDirectory(firmware.bootMount());
        Path image = Path.of(firmware.bootMount(), grub.file());
        tools.makeDirectory(image.resolveSibling("").toString());
        String platform = "usr/lib/grub/" + grub.format();
        Command mkimage = Command.of(
                        grub.program(),
                        "--format=" + grub.format(),
                        "--directory=/" + platform,
                        "--prefix=" + prefix(firmware),
                        "--output=/" + image)
                .plus(Resource.text(BootAssets.class, GRUB_MODULES).lines().toList())
                .plus(modules(firmware));
        runIn(root, mkimage, "GRUB's image can't be made");
        if (firmware == Firmware.BIOS) {
            tools.copy(platform + "/boot.img", image.resolveSibling("boot.img").toString());
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
