package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.partition.Gpt;
import org.kubeos.diskimage.qcow2.Qcow2Writer;
import org.kubeos.diskimage.raw.RawImage;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.customize.Customization;
import org.kubeos.kbimg.customize.FileTree;

/** The recipe of a virtual machine's disk: boot partition, two root slots, PERSIST. */
public final class VmImage {

    private static final String UPDATE_IMAGE = "update.img";

    private final ImageConfig config;
    private final DiskFormat format;
    private final BuildContext context;

    public VmImage(ImageConfig config, DiskFormat format, BuildContext context) {
        this.config = config;
        this.format = format;
        this.context = context;
    }

    /**
     * Makes the disk, the update image, the rootfs archive and the manifest in {@code directory}.
     *
     * @return the outputs' paths, the manifest's last
     */
    public List<Path> build(Path directory) throws IOException {
        DiskLayout layout = DiskLayout.of(config);
        layout.check();
        try (var output = OutputDirectory.open(directory);
                RootfsArchive source = RootfsSource.open(config, context);
                RootfsArchive rootfs = customize(source, output)) {
            byte[] seed = Sha256.of(rootfs.file());
            var files = new MountedFiles(rootfs.nodes(), layout.mountPoints());
            writeDisk(layout, files, seed, output);
            writeUpdateImage(layout, files, seed, output);
            writeManifest(rootfs, output);
            return output.publish(List.of(format.fileName(), UPDATE_IMAGE, RootfsArchive.FILE, Manifest.FILE));
        }
    }

    private RootfsArchive customize(RootfsArchive source, OutputDirectory output) throws IOException {
        context.progress().step("Customising the root file system");
        var tree = new FileTree(source.nodes(), context.sourceDate());
        BootFiles.check(tree, source.file());
        Customization.apply(config, tree);
        Path archive = output.unfinished(RootfsArchive.FILE);
        RootfsArchive.write(tree.nodes(), archive);
        return RootfsArchive.open(archive);
    }
}
