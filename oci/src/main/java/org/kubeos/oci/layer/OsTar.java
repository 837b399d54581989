package org.kubeos.oci.layer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.kubeos.diskimage.tar.TarReader;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.OciException;
import org.kubeos.oci.ResolvedImage;
import org.kubeos.oci.UnpackLimits;

/**
 * Extracts the rootfs archive from an upgrade image: the file {@code /os.tar}, which nodes read as well. Nothing else of the
 * image is unpacked, and none of its paths is used.
 */
public final class OsTar {

    /** Path of the archive in the image, as in a tar archive. */
    public static final String PATH = "os.tar";

    // OCI Image Specification, layer.md, "Whiteouts".
    private static final String WHITEOUT = ".wh.os.tar";
    private static final String OPAQUE_ROOT = ".wh..wh..opq";

    private final ResolvedImage image;
    private final UnpackLimits limits;
    private long unpacked;

    /** The name of the archive in {@code image}, for messages. */
    public static String nameIn(ImageLocation image) {
        return "/" + PATH + " of " + image;
    }

    private OsTar(ResolvedImage image, UnpackLimits limits) {
        this.image = image;
        this.limits = limits;
    }

    private enum Finding {
        FOUND,
        ABSENT,
        /** A whiteout hides the file of the lower layers. */
        REMOVED
    }

    /**
     * Writes the rootfs archive to {@code target}. If this fails, {@code target} has unverified content.
     *
     * @throws OciException if the image has none, is damaged, or unpacks to more than the limits allow
     */
    public static void extract(ResolvedImage image, UnpackLimits limits, Path target) throws IOException {
        new OsTar(image, limits).extract(target);
    }

    private void extract(Path target) throws IOException {
        List<Descriptor> layers = image.manifest().layers();
        if (layers.size() > limits.layers()) {
            throw new OciException(image.where() + " has " + layers.size() + " layers, above the limit of "
                    + limits.layers() + "; if that is right, raise source.limits.layers");
        }
        Finding finding = Finding.ABSENT;
        for (int i = layers.size() - 1; i >= 0 && finding == Finding.ABSENT; i--) {
            finding = searchLayer(i, target);
        }
        if (finding != Finding.FOUND) {
            throw new OciException(image.where() + " has no file /" + PATH
                    + ", so it is not an upgrade image; create one with: kbimg create upgrade-image");
        }
    }

    private Finding searchLayer(int number, Path target) throws IOException {
        Descriptor layer = image.manifest().layers().get(number);
        var limit = new LayerReader.Limit(limits.size() - unpacked, "source.limits.size")
                .orLower(new LayerReader.Limit(limits.ofLayer(layer.size()), "source.limits.ratio"));
        try (var content = LayerReader.open(image.store(), layer, limit, image.where())) {
            try {
                Finding finding = search(TarReader.of(content.archive(), limits.archive()), target);
                content.verify(image.configuration().diffIds().get(number));
                unpacked += content.unpacked();
                return finding;
            } catch (IOException e) {
                content.verifyPacked();
                throw e;
            }
        } catch (IOException e) {
            throw new OciException(
                    "Can't take /" + PATH + " out of " + image.where() + ": " + UnpackLimits.explain(e), e);
        }
    }

    private Finding search(TarReader tar, Path target) throws IOException {
        Finding finding = Finding.ABSENT;
        for (Optional<FileNode> node = tar.next(); node.isPresent(); node = tar.next()) {
            switch (node.get().path()) {
                case PATH -> {
                    copy(node.get(), target);
                    finding = Finding.FOUND;
                }
                // Whiteouts apply to the layers below only.
                case WHITEOUT, OPAQUE_ROOT -> finding = finding == Finding.FOUND ? finding : Finding.REMOVED;
                default -> {}
            }
        }
        return finding;
    }

    private void copy(FileNode node, Path target) throws IOException {
        if (!(node instanceof FileNode.RegularFile(var _, var _, FileContent content))) {
            throw new OciException("/" + PATH + " of " + image.where() + " is no regular file but "
                    + node.getClass().getSimpleName() + "; the image is not an upgrade image");
        }
        try (FileChannel file = FileChannel.open(
                target, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            content.copyTo(file, 0, content.size());
        }
    }
}
