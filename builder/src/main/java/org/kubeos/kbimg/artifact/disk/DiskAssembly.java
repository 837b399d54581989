package org.kubeos.kbimg.artifact.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.MirroredDisk;
import org.kubeos.diskimage.partition.PartitionTable;
import org.kubeos.diskimage.raw.RawWriter;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.boot.BootLoaders;
import org.kubeos.kbimg.boot.spi.BootLoader;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.PartitionConfig;

/** Puts the files of a rootfs archive on disks. The same archive always gives the same disks. */
public final class DiskAssembly {

    private final DiskLayout layout;
    private final PartitionTable table;
    private final VolumeFiles files;
    private final FileSystems fileSystems;
    private final RootfsArchive rootfs;
    private final byte[] seed;
    private final BootLoader bootLoader;

    /**
     * @param seed what all UUIDs derive from
     * @throws org.kubeos.kbimg.BuildException if the root file system is too large for a slot
     */
    public DiskAssembly(ImageConfig config, RootfsArchive rootfs, byte[] seed, BuildContext context)
            throws IOException {
        this.rootfs = rootfs;
        this.seed = seed.clone();
        bootLoader = BootLoaders.of(config);
        layout = DiskLayout.of(config);
        table = layout.partitionTable(seed);
        files = new VolumeFiles(rootfs.nodes(), layout.mountPoints());
        fileSystems = FileSystems.of(layout.root(), files.on(layout.root()), seed, context.sourceDate());
        SlotSizeCheck.check(fileSystems.rootSize(), layout.slotSize(), context.progress());
    }

    /**
     * Writes the whole disk, and with it the root slot's file system on its own.
     *
     * @param image the disk's file
     * @param updateImage the root file system's, if it is wanted
     */
    public void write(Path image, DiskFormat format, Optional<Path> updateImage) throws IOException {
        if (updateImage.isEmpty()) {
            write(image, format, root -> root.slice(0, fileSystems.rootSize().bytes()));
            return;
        }
        try (DiskWriter update = createUpdateImage(updateImage.get())) {
            write(image, format, root -> new MirroredDisk(root.slice(0, update.size()), update));
        }
    }

    /** Writes the root slot's file system on its own. */
    public void writeUpdateImage(Path file) throws IOException {
        try (DiskWriter update = createUpdateImage(file)) {
            fileSystems.write(layout.root(), files.on(layout.root()), update);
        }
    }

    private DiskWriter createUpdateImage(Path file) throws IOException {
        return RawWriter.create(file, fileSystems.rootSize().bytes());
    }

    /** @param root what the root slot's file system is written to, given that part of the disk */
    private void write(Path image, DiskFormat format, UnaryOperator<DiskWriter> root) throws IOException {
        try (DiskWriter disk = format.create(image, layout.diskSize(), seed)) {
            table.write(disk);
            for (int i = 0; i < layout.partitions().size(); i++) {
                PartitionConfig partition = layout.partitions().get(i);
                var place = table.partitions().get(i);
                DiskWriter slice = disk.slice(place.start(), place.size());
                DiskWriter target = partition.equals(layout.root()) ? root.apply(slice) : slice;
                fileSystems.write(partition, files.on(partition), target);
            }
            long gap = table.partitions().getFirst().start();
            bootLoader.embed(rootfs.nodes(), disk, gap);
        }
    }
}
