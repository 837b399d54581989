package org.kubeos.kbimg.artifact.container;

import static org.kubeos.nodelayout.UpgradeImagePath.ROOTFS_ARCHIVE;

import java.io.IOException;
import java.nio.file.Path;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.OciException;
import org.kubeos.oci.ResolvedImage;
import org.kubeos.oci.UnpackLimits;
import org.kubeos.oci.layer.FileExtractor;

/** The rootfs archive in an upgrade image: the file {@code /os.tar}. */
public final class OsTar {

    private OsTar() {}

    /** The name of the archive in {@code image}, for messages. */
    public static String nameIn(ImageLocation image) {
        return "/" + ROOTFS_ARCHIVE + " of " + image;
    }

    /**
     * Writes the archive to {@code target}. If this fails, {@code target} has unverified content.
     *
     * @throws OciException if the image has none, is damaged, or unpacks to more than the limits allow
     */
    public static void extract(ResolvedImage image, UnpackLimits limits, Path target) throws IOException {
        if (!FileExtractor.extract(image, ROOTFS_ARCHIVE, limits, target)) {
            throw new OciException(image.where() + " has no file /" + ROOTFS_ARCHIVE
                    + ", so it is not an upgrade image. Create one with: kbimg create upgrade-image");
        }
    }
}
