package org.kubeos.diskimage.qcow2;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.kubeos.diskimage.ImageWriter;
import org.kubeos.diskimage.cluster.ClusterFile;
import org.kubeos.diskimage.cluster.GuestClusters;
import org.kubeos.diskimage.cluster.HostClusters;
import org.kubeos.diskimage.cluster.ParallelCompressor;
import org.kubeos.diskimage.cluster.Run;
import org.kubeos.diskimage.io.ImageFile;

/**
 * A qcow2 image, version 3, that is being written. The same writes in the same order give the same bytes.
 *
 * <p>Clusters take their places in the file in the order of their first write, so that one large write stays one large
 * write; the tables follow when the image is closed, and until then the file is no valid image. Zeros that are written
 * from memory to a cluster without a place take none.
 *
 * <p>An image with compressed clusters is written as a whole when it is closed, because a compressed cluster can't be
 * written in pieces. Until then its clusters wait in a file without a name in the same directory, which vanishes with the
 * process.
 */
public final class Qcow2Writer extends ImageWriter {

    private static final int SECTOR = 512;

    private final ImageFile image;
    private final ImageFile data;
    private final Qcow2Options options;
    private final HostClusters hostClusters;
    private final Optional<ParallelCompressor> compressor;
    private final GuestClusters guestClusters;

    private Qcow2Writer(ImageFile image, ImageFile data, long size, Qcow2Options options) {
        super(size);
        this.image = image;
        this.data = data;
        this.options = options;
        this.hostClusters = new HostClusters(options.clusterBits());
        var clusters = new ClusterFile(data, options.clusterBits());
        this.compressor = options.compression()
                .map(compression -> new ParallelCompressor(
                        clusters, options.threads(), () -> ClusterCodec.of(compression, options.clusterSize())));
        this.guestClusters = new GuestClusters(
                clusters, hostClusters, (start, end) -> compressor.ifPresent(early -> early.written(start, end)));
    }

    /**
     * Makes a new image, in place of an old file of that name.
     *
     * @param size of the disk in bytes, a multiple of 512
     * @throws IllegalArgumentException if the size is no such multiple, or too large for the cluster size: with 64 KiB,
     *     over 2 PiB
     */
    public static Qcow2Writer create(Path image, long size, Qcow2Options options) throws IOException {
        if (size < 0
                || size % SECTOR != 0
                || Qcow2Header.l1Entries(size, options.clusterBits()) > Qcow2Header.MAX_L1_ENTRIES) {
            throw new IllegalArgumentException("a qcow2 image with clusters of " + options.clusterSize()
                    + " bytes can't have a size of " + size + " bytes");
        }
        ImageFile file = ImageFile.create(image);
        try {
            ImageFile data = options.compression().isPresent() ? ImageFile.createNameless(image) : file;
            return new Qcow2Writer(file, data, size, options);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    @Override
    protected Storage storage() {
        return guestClusters;
    }

    /** Compresses, if that was asked for, and writes the tables and the header. */
    @Override
    public void close() throws IOException {
        if (!image.channel().isOpen()) {
            return;
        }
        try (image;
                data) {
            if (compressor.isPresent()) {
                writeCompressed(compressor.get());
            } else {
                writeTables();
            }
        }
    }

    private void writeTables() throws IOException {
        int clusterBits = options.clusterBits();
        var tables = new MappingTables(image.channel(), size(), clusterBits, hostClusters);
        for (Run run : guestClusters.written()) {
            for (long i = 0; i < run.count(); i++) {
                tables.map(run.guest() + i, L2Entry.standard(run.hostOffset() + (i << clusterBits)));
            }
        }
        tables.finish(Qcow2Compression.DEFLATE);
    }

    private void writeCompressed(ParallelCompressor clusters) throws IOException {
        int clusterBits = options.clusterBits();
        var packed = new HostClusters(clusterBits);
        var tables = new MappingTables(image.channel(), size(), clusterBits, packed);
        try (clusters;
                var packer = new ClusterPacker(image, clusterBits, packed)) {
            clusters.compress(guestClusters.written(), cluster -> tables.map(cluster.guest(), packer.add(cluster)));
            packer.finish();
        }
        tables.finish(options.compression().orElseThrow());
    }
}
