package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.partition.Gpt;
import org.kubeos.diskimage.partition.GptPartition;
import org.kubeos.diskimage.qcow2.Qcow2Options;
import org.kubeos.diskimage.qcow2.Qcow2Writer;
import org.kubeos.diskimage.raw.RawImage;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.config.ImageConfig;

/** The recipe of a virtual machine's disk: boot partition, two root slots, PERSIST. */
public final class VmImage {

    /** The root slot's file system on its own, for upgrading a node's disk. */
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
     * @throws org.kubeos.kbimg.KbimgException if the build can't be done; nothing is left behind then
     */
    public List<Path> build(Path directory) throws IOException {
        List<String> names = List.of(format.fileName(), UPDATE_IMAGE, RootfsArchive.FILE);
        DiskLayout layout = DiskLayout.of(config);
        try (var output = OutputDirectory.open(directory);
                RootfsArchive rootfs = new RootfsStage(config, context).run(output)) {
            byte[] seed = Sha256.of(rootfs.file());
            var fileSystems = new FileSystems(seed, context.sourceDate());
            var files = new MountedFiles(rootfs.nodes(), layout.mountPoints());
            context.progress().step("Assembling the disk");
            writeUpdateImage(layout, files, fileSystems, output.unfinished(UPDATE_IMAGE));
            writeDisk(layout, seed, files, fileSystems, output.unfinished(format.fileName()));
            context.progress().step("Writing the manifest");
            Manifest.of("vm-image", config, context, rootfs, output, names).write(output.unfinished(Manifest.FILE));
            names = new ArrayList<>(names);
            names.add(Manifest.FILE);
            return output.publish(names);
        }
    }

    private void writeDisk(DiskLayout layout, byte[] seed, MountedFiles files, FileSystems fileSystems, Path image)
            throws IOException {
        Gpt table = layout.partitionTable(seed);
        try (DiskWriter disk = create(image, layout.diskSize().bytes())) {
            table.write(disk);
            for (int i = 0; i < layout.volumes().size(); i++) {
                Volume volume = layout.volumes().get(i);
                GptPartition partition = table.partitions().get(i);
                context.progress().detail(volume.label());
                List<FileNode> content = volume.mount().map(files::below).orElse(List.of());
                try (DiskWriter slice = disk.slice(partition.start(), partition.size())) {
                    fileSystems.write(volume, content, slice);
                }
            }
        }
    }

    private DiskWriter create(Path image, long size) throws IOException {
        return switch (format) {
            case QCOW2 -> Qcow2Writer.create(image, size, Qcow2Options.DEFAULT);
            case RAW -> RawImage.create(image, size);
        };
    }
}
