package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.kubeos.kbimg.artifact.disk.DiskAssembly;
import org.kubeos.kbimg.artifact.disk.DiskFormat;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.FileDigests;
import org.kubeos.kbimg.artifact.output.Manifest;
import org.kubeos.kbimg.artifact.output.Manifest.OutputFile;
import org.kubeos.kbimg.artifact.output.OutputDirectory;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.config.ImageConfig;

/** The recipe of a virtual machine's disk: boot partition, two root slots, PERSIST. */
public final class VmImage {

    /** The root slot's file system on its own, for upgrading a node's disk. */
    public static final String UPDATE_IMAGE = "update.img";

    private final ImageConfig config;
    private final DiskFormat format;
    private final BuildContext context;

    /** @throws org.kubeos.kbimg.UsageException if the config's disk is too large for the format */
    public VmImage(ImageConfig config, DiskFormat format, BuildContext context) {
        format.requireSize(config.disk().size());
        this.config = config;
        this.format = format;
        this.context = context;
    }

    /**
     * Makes the disk, the update image, the rootfs archive and the manifest in {@code directory}.
     *
     * @return the outputs' paths, the manifest's last
     * @throws org.kubeos.kbimg.KbimgException if the build can't be done; nothing is left behind then
     */
    public List<Path> build(Path directory) throws IOException {
        List<String> names = List.of(format.fileName(), UPDATE_IMAGE, RootfsArchive.FILE);
        try (var output = OutputDirectory.open(directory)) {
            new RootfsStage(config, context).run(output, rootfs -> assemble(rootfs, names, output));
            return output.publish(names, Manifest.FILE);
        }
    }

    private void assemble(RootfsArchive rootfs, List<String> names, OutputDirectory output) throws IOException {
        context.progress().step("Assembling the disk");
        FileDigests digests = rootfs.digests();
        var assembly = new DiskAssembly(config, rootfs, digests.of(rootfs.file()), context);
        Path update = output.unfinished(UPDATE_IMAGE);
        Path disk = output.unfinished(format.fileName());
        assembly.write(disk, format, update);

        context.progress().step("Describing the outputs");
        Parallel.run(() -> digests.of(update), () -> digests.of(disk));
        List<OutputFile> described = names.stream()
                .map(name -> OutputFile.of(output.unfinished(name), digests))
                .toList();
        Manifest.of("vm-image", config, context, rootfs, List.of(), described).write(output.unfinished(Manifest.FILE));
    }
}
