package org.kubeos.kbimg.artifact.disk;

import java.io.IOException;
import java.nio.file.Path;
import org.kubeos.diskimage.DerivedUuid;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.qcow2.Qcow2Compression;
import org.kubeos.diskimage.qcow2.Qcow2Options;
import org.kubeos.diskimage.qcow2.Qcow2Writer;
import org.kubeos.diskimage.raw.RawWriter;
import org.kubeos.diskimage.vhd.VhdWriter;
import org.kubeos.diskimage.vmdk.VmdkWriter;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.DataSize;

/**
 * The file formats that a disk can be written in. Everything about an output format is here; images that are
 * read have an {@link org.kubeos.diskimage.image.ImageFormat}.
 */
public enum DiskFormat {
    QCOW2("qcow2", "system.qcow2", Long.MAX_VALUE, (image, size, _) -> {
        return Qcow2Writer.create(image, size, Qcow2Options.defaults());
    }),
    /** Compressed with deflate, which every QEMU reads. */
    QCOW2_ZLIB("qcow2-zlib", "system.qcow2", Long.MAX_VALUE, (image, size, _) -> {
        return Qcow2Writer.create(image, size, compressed(Qcow2Compression.DEFLATE));
    }),
    /** Compressed with Zstandard, which QEMU 5.1 and later read. */
    QCOW2_ZSTD("qcow2-zstd", "system.qcow2", Long.MAX_VALUE, (image, size, _) -> {
        return Qcow2Writer.create(image, size, compressed(Qcow2Compression.ZSTD));
    }),
    RAW("raw", "system.img", Long.MAX_VALUE, (image, size, _) -> RawWriter.create(image, size)),
    /** Stream-optimized: to be imported into VMware's products, not to be run from. */
    VMDK("vmdk", "system.vmdk", VmdkWriter.MAX_SIZE, (image, size, _) -> VmdkWriter.create(image, size, threads())),
    /** Fixed, as Azure and Hyper-V take it. */
    VHD("vhd", "system.vhd", VhdWriter.MAX_SIZE, (image, size, seed) -> {
        return VhdWriter.create(image, size, DerivedUuid.of(seed, "VHD"));
    });

    /** Makes the writer of a format. */
    private interface Writers {
        DiskWriter create(Path image, long size, byte[] seed) throws IOException;
    }

    /** Each thread that compresses can have some 5 MiB of heap waiting to be written; kbimg runs in 256 MiB. */
    private static final int MAX_THREADS = 8;

    private final String key;
    private final String fileName;
    private final long maxSize;
    private final Writers writers;

    DiskFormat(String key, String fileName, long maxSize, Writers writers) {
        this.key = key;
        this.fileName = fileName;
        this.maxSize = maxSize;
        this.writers = writers;
    }

    /** The format's name on the command line. */
    @Override
    public String toString() {
        return key;
    }

    /** The name that a disk of this format has among the outputs. */
    public String fileName() {
        return fileName;
    }

    /** @throws UsageException if an image of this format can't hold a disk of that size */
    public void requireSize(DataSize diskSize) {
        if (diskSize.bytes() > maxSize) {
            throw new UsageException(
                    "A disk of " + diskSize + " is too large for the format " + key + ", which holds at most "
                            + (maxSize >> 30) + " GiB. Choose a smaller disk.size, or the format qcow2.");
        }
    }

    /**
     * Makes a new image, in place of an old file of that name.
     *
     * @param seed what the disk's UUIDs derive from
     */
    DiskWriter create(Path image, DataSize diskSize, byte[] seed) throws IOException {
        return writers.create(image, diskSize.bytes(), seed);
    }

    private static Qcow2Options compressed(Qcow2Compression compression) {
        return Qcow2Options.defaults().withCompression(compression, threads());
    }

    private static int threads() {
        return Math.min(Runtime.getRuntime().availableProcessors(), MAX_THREADS);
    }
}
