package org.kubeos.diskimage.vmdk;

import java.io.IOException;
import java.nio.file.Path;
import org.kubeos.diskimage.ImageWriter;
import org.kubeos.diskimage.cluster.ClusterFile;
import org.kubeos.diskimage.cluster.GuestClusters;
import org.kubeos.diskimage.cluster.HostClusters;
import org.kubeos.diskimage.cluster.ParallelCompressor;
import org.kubeos.diskimage.io.ImageFile;

/**
 * A stream-optimized VMDK image that is being written: all of it compressed, to be imported and not to be run from. The same
 * contents give the same bytes; its content id derives from them.
 *
 * <p>The image is written as a whole when it is closed, because its parts must stand in the disk's order. Until then they
 * wait in a file without a name in the same directory, which vanishes with the process.
 */
public final class VmdkWriter extends ImageWriter {

    /** The largest disk, in bytes. */
    public static final long MAX_SIZE = 2L << 40;

    private static final int GRAIN_SIZE = 1 << VmdkHeader.GRAIN_BITS;

    private final ImageFile image;
    private final ImageFile data;
    private final ParallelCompressor compressor;
    private final GuestClusters grains;

    private VmdkWriter(ImageFile image, ImageFile data, long size, int threads) {
        super(size);
        this.image = image;
        this.data = data;
        var file = new ClusterFile(data, VmdkHeader.GRAIN_BITS);
        this.compressor = new ParallelCompressor(file, threads, GrainCompressor::new);
        this.grains = new GuestClusters(file, new HostClusters(VmdkHeader.GRAIN_BITS), compressor);
    }

    /**
     * Makes a new image, in place of an old file of that name.
     *
     * @param size of the disk in bytes, a multiple of 64 KiB, at most 2 TiB
     * @param threads how many threads compress, 1 or more; the image's bytes do not depend on it
     * @throws IllegalArgumentException if the size or the number of threads is out of range
     */
    public static VmdkWriter create(Path image, long size, int threads) throws IOException {
        if (size <= 0 || size > MAX_SIZE || size % GRAIN_SIZE != 0) {
            throw new IllegalArgumentException(
                    "a VMDK image has a multiple of 65536 bytes, at most 2 TiB; " + size + " is none");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("at least one thread is needed, not " + threads);
        }
        ImageFile file = ImageFile.create(image);
        try {
            return new VmdkWriter(file, ImageFile.createNameless(image), size, threads);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    @Override
    protected Storage storage() {
        return grains;
    }

    /** Compresses, and writes the image. */
    @Override
    public void close() throws IOException {
        if (!image.channel().isOpen()) {
            return;
        }
        try (image;
                data;
                compressor;
                var stream = new GrainStream(image, size(), VmdkHeader.OVERHEAD)) {
            compressor.compress(grains.written(), stream::add);
            stream.finish();
        }
    }
}
