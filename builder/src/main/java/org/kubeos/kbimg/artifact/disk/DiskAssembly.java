package org.kubeos.kbimg.artifact.disk;

import java.io.IOException;
import java.nio.file.Path;
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
     * Writes the whole disk, and the root slot's file system on its own.
     *
     * @param image the disk's file
     * @param updateImage the root file system's
     */
    public void write(Path image, DiskFormat format, Path updateImage) throws IOException {
        try (DiskWriter disk = format.create(image, layout.diskSize(), seed);
                DiskWriter update =
                        RawWriter.create(updateImage, fileSystems.rootSize().bytes())) {
            table.write(disk);
            for (int i = 0; i < layout.partitions().size(); i++) {
                PartitionConfig partition = layout.partitions().get(i);
                var place = table.partitions().get(i);
                DiskWriter target = disk.slice(place.start(), place.size());
                if (partition.equals(layout.root())) {
                    target = new MirroredDisk(target.slice(0, update.size()), update);
                }
                fileSystems.write(partition, files.on(partition), target);
            }
            long gap = table.partitions().getFirst().start();
            bootLoader.embed(rootfs.nodes(), disk, gap);
        }
    }
}
