package org.kubeos.kbimg.rootfs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.boot.spi.BootLoader;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.host.sandbox.RootTools;
import org.kubeos.kbimg.host.sandbox.Sandbox;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.Progress;

/**
 * What a machine starts from: {@code /boot/vmlinuz}, {@code /boot/initramfs.img}, and a boot loader, all made
 * with the root file system's own tools.
 */
final class BootAssets {

    private static final DracutModule PERSIST = new DracutModule("kubeos-persist");

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
    static String recipe(BootLoader bootLoader) {
        return PERSIST.recipe() + bootLoader.recipe() + RootTools.recipe();
    }

    void makeIn(Path root, DistributionProfile profile, BootLoader bootLoader) throws IOException {
        progress.step("Building initramfs");
        var tools = new RootTools(sandbox, root);
        String kernel = KernelVersion.newest(tools.kernels());
        tools.addDracutModule(PERSIST.writeInto(work));
        tools.link("vmlinuz-" + kernel, "boot/vmlinuz");
        buildInitramfs(root, kernel, profile.initramfs().options());
        progress.step("Preparing boot loader");
        bootLoader.install(root, tools, sandbox);
    }

    private void buildInitramfs(Path root, String kernel, List<String> options) throws IOException {
        Command dracut = Command.of("dracut", "--force", "--kver", kernel, "--add", PERSIST.name(), "--tmpdir", "/tmp")
                .plus(options)
                .plus(List.of("/boot/initramfs.img"));
        runIn(root, dracut, "Can't build the initramfs");
    }

    private void runIn(Path root, Command command, String failure) throws IOException {
        try {
            sandbox.in(root).run(command);
        } catch (ProcessFailedException e) {
            throw new BuildException(failure + ":\n" + String.join("\n", e.lastLines()), e);
        }
    }
}
