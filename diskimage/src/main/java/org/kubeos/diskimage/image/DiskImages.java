package org.kubeos.diskimage.image;

import java.io.IOException;
import java.nio.file.Path;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.UnsupportedImageException;
import org.kubeos.diskimage.qcow2.Qcow2Reader;
import org.kubeos.diskimage.raw.RawReader;

/** Opens image files in the format that they have. */
public final class DiskImages {

    private DiskImages() {}

    /**
     * Opens a qcow2 or raw image.
     *
     * @throws UnsupportedImageException if it has another format, or uses a feature of qcow2 that is not supported
     * @throws IOException if it can't be read, or is a qcow2 image that {@link Qcow2Reader#open} refuses
     */
    public static DiskReader open(Path image) throws IOException {
        ImageFormat format = ImageFormat.of(image);
        return switch (format) {
            case QCOW2 -> Qcow2Reader.open(image);
            case RAW -> RawReader.open(image);
            case VMDK, VHD ->
                throw new UnsupportedImageException(
                        image + " is a " + format + " image, and only qcow2 and raw images can"
                                + " be read. Convert it first: qemu-img convert -f " + format.qemuDriver()
                                + " -O qcow2 " + image
                                + " system.qcow2");
        };
    }
}
