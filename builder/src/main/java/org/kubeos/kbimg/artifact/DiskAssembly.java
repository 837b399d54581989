package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.partition.Gpt;
import org.kubeos.diskimage.partition.GptPartition;
import org.kubeos.diskimage.qcow2.Qcow2Options;
import org.kubeos.diskimage.qcow2.Qcow2Writer;
import org.kubeos.diskimage.raw.RawImage;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.config.ImageConfig;

/** Puts the files of a rootfs archive on disks. The same archive always gives the same disks. */
final class DiskAssembly {

    private final DiskLayout layout;
    private final Gpt table;
    private final MountedFiles files;
    private final FileSystems fileSystems;

    /** @param seed what all UUIDs derive from */
    DiskAssembly(ImageConfig config, RootfsArchive rootfs, byte[] seed, BuildContext context) {
        layout = DiskLayout.of(config);
        table = layout.partitionTable(seed);
        files = new MountedFiles(rootfs.nodes(), layout.mountPoints());
        fileSystems = new FileSystems(seed, context.sourceDate());
    }

    /** Writes the root slot's file system alone. */
    void writeUpdateImage(Path image) throws IOException {
        Volume root = layout.root();
        List<FileNode> content = files.on(root);
        try (DiskWriter disk = RawImage.create(image, fileSystems.rootSize(root, content))) {
            fileSystems.write(root, content, disk);
        }
    }

    /** Writes the whole disk. */
    void writeDisk(Path image, DiskFormat format) throws IOException {
        try (DiskWriter disk = create(image, format)) {
            table.write(disk);
            for (int i = 0; i < layout.volumes().size(); i++) {
                Volume volume = layout.volumes().get(i);
                GptPartition partition = table.partitions().get(i);
                fileSystems.write(volume, files.on(volume), disk.slice(partition.start(), partition.size()));
            }
        }
    }

    private DiskWriter create(Path image, DiskFormat format) throws IOException {
        long size = layout.diskSize().bytes();
        return switch (format) {
            case QCOW2 -> Qcow2Writer.create(image, size, Qcow2Options.defaults());
            case RAW -> RawImage.create(image, size);
        };
    }
}
