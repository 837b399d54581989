package org.kubeos.diskimage.vhd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.kubeos.diskimage.ImageWriter;
import org.kubeos.diskimage.io.ImageFile;

/**
 * A fixed VHD that is being written: the disk's bytes, in a sparse file, and a footer behind them that is written when
 * the image is closed.
 */
public final class VhdWriter extends ImageWriter {

    /** The largest disk, in bytes: 2040 GiB, as Hyper-V and QEMU take it. */
    public static final long MAX_SIZE = 2040L << 30;

    private static final int FOOTER_SIZE = 512;

    /** Azure takes only disks of whole mebibytes. */
    private static final int ALIGNMENT = 1 << 20;

    private static final int CHECKSUM = 64;

    private final ImageFile file;
    private final UUID id;
    private boolean closed;

    private VhdWriter(ImageFile file, long size, UUID id) {
        super(size);
        this.file = file;
        this.id = id;
    }

    /**
     * Makes a new image, in place of an old file of that name.
     *
     * @param size of the disk in bytes, a multiple of 1 MiB, at most {@link #MAX_SIZE}
     * @param id identifies the disk to its host
     * @throws IllegalArgumentException if the size is no such multiple, 0, or too large
     */
    public static VhdWriter create(Path image, long size, UUID id) throws IOException {
        if (size <= 0 || size % ALIGNMENT != 0) {
            throw new IllegalArgumentException("a VHD for Azure has whole mebibytes; " + size + " bytes are none");
        }
        if (size > MAX_SIZE) {
            throw new IllegalArgumentException("a VHD has at most 2040 GiB, not " + size + " bytes");
        }
        return new VhdWriter(ImageFile.createSparse(image, size + FOOTER_SIZE), size, id);
    }

    @Override
    protected Storage storage() {
        return file;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (file) {
            file.write(footer(), size());
        }
    }

    /** VHD specification, "Hard Disk Footer Format". */
    private ByteBuffer footer() {
        ByteBuffer footer = ByteBuffer.allocate(FOOTER_SIZE)
                .put(ascii("conectix"))
                .putInt(2) // features: none, but this bit is always set
                .putInt(0x0001_0000) // version 1.0
                .putLong(-1) // no dynamic header
                .putInt(0) // created at the format's epoch: nothing here reads the clock
                // Of most creators readers believe the geometry, which can't express most sizes. As QEMU does for
                // Azure (option force_size): this creator, and the largest geometry, say that the size counts.
                .put(ascii("qem2"))
                .putInt(0x0001_0000) // creator's version
                .put(ascii("Wi2k")) // creator's host system; the format knows this and Macintosh
                .putLong(size()) // original size
                .putLong(size()) // current size
                .putShort((short) 65535) // cylinders
                .put((byte) 16) // heads
                .put((byte) 255) // sectors per track
                .putInt(2) // fixed disk
                .putInt(0) // the checksum counts itself as zeros
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits());
        return footer.putInt(CHECKSUM, checksum(footer.array())).rewind();
    }

    private static int checksum(byte[] footer) {
        int sum = 0;
        for (byte b : footer) {
            sum += b & 0xFF;
        }
        return ~sum;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
