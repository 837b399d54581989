package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.artifact.disk.DiskLayout;
import org.kubeos.kbimg.artifact.disk.FileSystems;
import org.kubeos.kbimg.artifact.disk.SlotSizeCheck;
import org.kubeos.kbimg.artifact.disk.VolumeFiles;
import org.kubeos.kbimg.artifact.installer.CpioSegment;
import org.kubeos.kbimg.artifact.installer.InstallPlan;
import org.kubeos.kbimg.artifact.installer.InstallSettings;
import org.kubeos.kbimg.artifact.installer.InstallerFiles;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.OutputDirectory;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.artifact.plan.Build;
import org.kubeos.kbimg.artifact.plan.BuildPlan;
import org.kubeos.kbimg.artifact.plan.BuildPlan.Output;
import org.kubeos.kbimg.artifact.plan.PlannedPartitions;
import org.kubeos.kbimg.artifact.plan.Step;
import org.kubeos.kbimg.boot.BootLoaders;
import org.kubeos.kbimg.boot.spi.BootLoader;
import org.kubeos.kbimg.boot.spi.NetworkFile;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.PxeConfig;
import org.kubeos.kbimg.rootfs.InstallerBuilder;
import org.kubeos.kbimg.rootfs.InstallerBuilder.Installer;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

/** The recipe of an installation from the network: a kernel, an installer, the archive that it installs. */
final class PxeImage implements NodeArtifact {

    private final ImageConfig config;
    private final PxeConfig pxe;
    private final BootLoader bootLoader;
    private Optional<Installer> installer = Optional.empty();
    private Map<String, byte[]> settings = Map.of();

    /**
     * The recipe for one build.
     *
     * @throws UsageException if the config says nothing about installations from the network
     */
    PxeImage(ImageConfig config) {
        this.config = config;
        this.pxe = section(config);
        this.bootLoader = BootLoaders.of(config);
    }

    private static PxeConfig section(ImageConfig config) {
        return config.pxe()
                .orElseThrow(
                        () -> new UsageException("The config has no section 'pxe', which tells the installer where the"
                                + " archive will be and which disk to take. Add one: pxe: {url: \"http://192.168.1.50/kubeos.tar\","
                                + " disk: /dev/sda}. As options: --set pxe.url=http://192.168.1.50/kubeos.tar"
                                + " --set pxe.disk=/dev/sda"));
    }

    @Override
    public List<Step> steps(OutputFilter files) {
        if (outputs().stream().noneMatch(output -> files.wants(output.name()) && !output.equals(RootfsStage.OUTPUT))) {
            return List.of();
        }
        return List.of(
                new Step(
                        "Looking up the installer's packages",
                        "Take the installer from the cache; if it is not there, make it from packages in a sandbox",
                        this::prepareInstaller),
                new Step(
                        "Putting the installer together",
                        "Tell it what to fetch (" + pxe.url() + "), and how to partition the disk",
                        this::assemble));
    }

    @Override
    public List<Output> outputs() {
        var outputs = new ArrayList<>(List.of(
                new Output(InstallerBuilder.INITRAMFS, "the installer"),
                new Output(InstallerBuilder.KERNEL, "its kernel"),
                RootfsStage.OUTPUT,
                new Output(bootLoader.networkImage(), bootLoader.name() + " for the network")));
        bootLoader.networkFiles().forEach(file -> outputs.add(new Output(file.name(), file.meaning())));
        return outputs;
    }

    @Override
    public List<BuildPlan.Partition> partitions() {
        return PlannedPartitions.of(DiskLayout.of(config));
    }

    private void prepareInstaller(Build build) throws IOException {
        BuildContext context = build.context();
        // First, since the root file system may turn out to be too large for a slot.
        settings = settings(build.rootfs(), context);
        var builder = new InstallerBuilder(context.cache(), context.sourceDate(), context.progress(), context.lock());
        installer = Optional.of(builder.build(config, pxe));
    }

    private void assemble(Build build) throws IOException {
        OutputDirectory output = build.output();
        String image = bootLoader.networkImage();
        try (var files = InstallerFiles.open(installer.orElseThrow().archive())) {
            files.copy(InstallerBuilder.KERNEL, output.unfinished(InstallerBuilder.KERNEL));
            files.copy(image, output.unfinished(image));
            try (OutputStream initramfs = Files.newOutputStream(output.unfinished(InstallerBuilder.INITRAMFS))) {
                initramfs.write(CpioSegment.of(settings, build.context().sourceDate()));
                files.copy(InstallerBuilder.INITRAMFS, initramfs);
            }
        }
        for (NetworkFile file : bootLoader.networkFiles()) {
            Files.writeString(output.unfinished(file.name()), file.text());
        }
    }

    private Map<String, byte[]> settings(RootfsArchive rootfs, BuildContext context) throws IOException {
        byte[] digest = rootfs.digests().of(rootfs.file());
        DiskLayout layout = DiskLayout.of(config);
        FileSystems checked = FileSystems.of(
                layout.root(),
                new VolumeFiles(rootfs.nodes(), layout.mountPoints()).on(layout.root()),
                digest,
                context.sourceDate());
        SlotSizeCheck.check(checked.rootSize(), layout.slotSize(), context.progress());
        InstallPlan plan = InstallPlan.of(layout, digest);
        long size = Files.size(rootfs.file());
        if (size > plan.spare().bytes()) {
            throw new BuildException("The rootfs archive has " + new DataSize(size)
                    + ", but the installer stores it in slot B, of " + plan.spare()
                    + ", before it unpacks it. Install fewer packages, or make the root slots larger.");
        }
        Map<String, byte[]> files = InstallSettings.of(config, pxe, plan, rootfs.nodes(), size, digest);
        if (pxe.ca().isPresent()) {
            files.put(InstallSettings.AUTHORITIES, Files.readAllBytes(pxe.ca().get()));
        }
        bootLoader.sectors(rootfs.nodes()).ifPresent(sectors -> files.put(InstallSettings.SECTORS, sectors));
        return files;
    }

    @Override
    public void describe(Build build, OutputFilter files) {}

    @Override
    public List<PackageDescription> installerPackages() {
        return installer.map(Installer::packages).orElse(List.of());
    }
}
