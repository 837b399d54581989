package org.kubeos.diskimage.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.qcow2.Qcow2Reader;
import org.kubeos.diskimage.raw.RawDisk;

/** Opens image files for what they are. */
public final class DiskImages {

    private DiskImages() {}

    /**
     * Opens an image as what its first bytes say: qcow2, or else raw.
     *
     * @throws IOException if it can't be read, or is a qcow2 image that {@link Qcow2Reader#open} refuses
     */
    public static DiskReader open(Path image) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(Integer.BYTES);
        try (FileChannel file = FileChannel.open(image, StandardOpenOption.READ)) {
            file.read(start, 0);
        }
        return Qcow2Reader.isQcow2(start.rewind()) ? Qcow2Reader.open(image) : RawDisk.open(image);
    }
}
