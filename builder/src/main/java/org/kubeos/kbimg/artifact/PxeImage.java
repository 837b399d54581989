package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.artifact.disk.DiskLayout;
import org.kubeos.kbimg.artifact.disk.FileSystems;
import org.kubeos.kbimg.artifact.disk.GrubEmbedding;
import org.kubeos.kbimg.artifact.disk.SlotSpace;
import org.kubeos.kbimg.artifact.disk.VolumeFiles;
import org.kubeos.kbimg.artifact.installer.CpioSegment;
import org.kubeos.kbimg.artifact.installer.InstallPlan;
import org.kubeos.kbimg.artifact.installer.InstallSettings;
import org.kubeos.kbimg.artifact.installer.InstallerFiles;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.FileDigests;
import org.kubeos.kbimg.artifact.output.Manifest;
import org.kubeos.kbimg.artifact.output.Manifest.OutputFile;
import org.kubeos.kbimg.artifact.output.OutputDirectory;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.Firmware;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Pxe;
import org.kubeos.kbimg.customize.grub.NetworkBootMenu;
import org.kubeos.kbimg.rootfs.InstallerBuilder;

/** The recipe of an installation from the network: a kernel, an installer, the archive that it installs. */
public final class PxeImage {

    public static final String GRUB_CONFIG = "grub.cfg";
    public static final String IPXE_SCRIPT = "boot.ipxe";
    public static final String DIGESTS = "SHA256SUMS";

    private final ImageConfig config;
    private final Pxe pxe;
    private final BuildContext context;

    /** @throws UsageException if the config says nothing about installations from the network */
    public PxeImage(ImageConfig config, BuildContext context) {
        this.config = config;
        this.pxe = section(config);
        this.context = context;
    }

    public static Pxe section(ImageConfig config) {
        return config.pxe()
                .orElseThrow(
                        () -> new UsageException("The config has no section 'pxe', which tells the installer where the"
                                + " archive will be and which disk to take. Add one: pxe: {url: \"http://192.168.1.50/kubeos.tar\","
                                + " disk: /dev/sda}. As options: --set pxe.url=http://192.168.1.50/kubeos.tar"
                                + " --set pxe.disk=/dev/sda"));
    }

    /**
     * Makes all that a machine asks the network for, and the manifest, in {@code directory}.
     *
     * @return the outputs' paths, the manifest's last
     * @throws org.kubeos.kbimg.KbimgException if the build can't be done; nothing is left behind then
     */
    public List<Path> build(Path directory) throws IOException {
        String bootLoader = InstallerBuilder.bootLoader(config.firmware());
        List<String> names = List.of(
                InstallerBuilder.INITRAMFS,
                InstallerBuilder.KERNEL,
                RootfsArchive.FILE,
                bootLoader,
                GRUB_CONFIG,
                IPXE_SCRIPT);
        try (var output = OutputDirectory.open(directory);
                RootfsArchive rootfs = new RootfsStage(config, context).run(output)) {
            FileDigests digests = rootfs.digests();
            Map<String, byte[]> settings = settings(rootfs, digests);
            Path built =
                    new InstallerBuilder(context.cache(), context.sourceDate(), context.progress()).build(config, pxe);

            context.progress().step("Putting the installer together");
            try (var installer = InstallerFiles.open(built)) {
                installer.copy(InstallerBuilder.KERNEL, output.unfinished(InstallerBuilder.KERNEL));
                installer.copy(bootLoader, output.unfinished(bootLoader));
                try (OutputStream initramfs = Files.newOutputStream(output.unfinished(InstallerBuilder.INITRAMFS))) {
                    initramfs.write(CpioSegment.of(settings, context.sourceDate()));
                    installer.copy(InstallerBuilder.INITRAMFS, initramfs);
                }
            }
            var menu = NetworkBootMenu.of(config.grub(), config.version());
            Files.writeString(output.unfinished(GRUB_CONFIG), menu.grub());
            Files.writeString(output.unfinished(IPXE_SCRIPT), menu.ipxe());
            return publish(output, names, rootfs, digests);
        }
    }

    private Map<String, byte[]> settings(RootfsArchive rootfs, FileDigests digests) throws IOException {
        byte[] digest = digests.of(rootfs.file());
        DiskLayout layout = DiskLayout.of(config);
        FileSystems checked = FileSystems.of(
                layout.root(),
                new VolumeFiles(rootfs.nodes(), layout.mountPoints()).on(layout.root()),
                digest,
                context.sourceDate());
        SlotSpace.check(checked.rootSize(), layout.slotSize(), context.progress());
        InstallPlan plan = InstallPlan.of(layout, digest);
        long size = Files.size(rootfs.file());
        if (size > plan.spare().bytes()) {
            throw new BuildException("The rootfs archive has " + new DataSize(size)
                    + ", and the installer has to keep it in slot B, of " + plan.spare()
                    + ", before it unpacks it. Install fewer packages, or make the root slots larger.");
        }
        Map<String, byte[]> files = InstallSettings.of(config, pxe, plan, rootfs.nodes(), size, digest);
        if (pxe.ca().isPresent()) {
            files.put(InstallSettings.AUTHORITIES, Files.readAllBytes(pxe.ca().get()));
        }
        if (config.firmware() == Firmware.BIOS) {
            files.put(InstallSettings.GRUB, GrubEmbedding.of(rootfs.nodes()).sectors());
        }
        return files;
    }

    private List<Path> publish(OutputDirectory output, List<String> names, RootfsArchive rootfs, FileDigests digests)
            throws IOException {
        context.progress().step("Describing the outputs");
        List<String> all = new ArrayList<>(names);
        var lines = new StringBuilder();
        for (String name : names) {
            String digest = HexFormat.of().formatHex(digests.of(output.unfinished(name)));
            lines.append(digest).append("  ").append(name).append('\n');
        }
        Files.writeString(output.unfinished(DIGESTS), lines, StandardCharsets.US_ASCII);
        all.add(DIGESTS);
        List<OutputFile> described = all.stream()
                .map(name -> OutputFile.of(output.unfinished(name), digests))
                .toList();
        Manifest.of("pxe-image", config, context, rootfs, List.of(), described).write(output.unfinished(Manifest.FILE));
        return output.publish(all, Manifest.FILE);
    }
}
