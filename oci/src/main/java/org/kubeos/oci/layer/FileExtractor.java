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
import org.kubeos.oci.OciException;
import org.kubeos.oci.ResolvedImage;
import org.kubeos.oci.UnpackLimits;

/** Extracts a file of the root directory of an image. Nothing else is unpacked, and none of the image's paths is used. */
public final class FileExtractor {

    // OCI Image Specification, layer.md, "Whiteouts".
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE_ROOT = ".wh..wh..opq";

    private final ResolvedImage image;
    private final String name;
    private final UnpackLimits limits;
    private long unpacked;

    private FileExtractor(ResolvedImage image, String name, UnpackLimits limits) {
        this.image = image;
        this.name = name;
        this.limits = limits;
    }

    private enum Finding {
        FOUND,
        ABSENT,
        /** A whiteout hides the file of the lower layers. */
        REMOVED
    }

    /**
     * Writes the file to {@code target}. If this fails, {@code target} has unverified content.
     *
     * @param name without slashes
     * @return whether the image has such a file
     * @throws OciException if it is no regular file, the image is damaged, or it unpacks to more than the limits allow
     */
    public static boolean extract(ResolvedImage image, String name, UnpackLimits limits, Path target)
            throws IOException {
        return extract(image, name, limits, content -> copy(content, target));
    }

    /** Takes a file. */
    @FunctionalInterface
    public interface Sink {
        /** @param content unverified; it can be copied once, from its start to its end, and only until this returns */
        void accept(FileContent content) throws IOException;
    }

    /**
     * Gives the file to {@code sink}. Its content may be trusted only after this has returned.
     *
     * @param name without slashes
     * @return whether the image has such a file
     * @throws OciException if it is no regular file, the image is damaged, or it unpacks to more than the limits allow
     */
    public static boolean extract(ResolvedImage image, String name, UnpackLimits limits, Sink sink) throws IOException {
        return new FileExtractor(image, name, limits).extract(sink);
    }

    private boolean extract(Sink target) throws IOException {
        List<Descriptor> layers = image.manifest().layers();
        if (layers.size() > limits.layers()) {
            throw new OciException(image.where() + " has " + layers.size() + " layers, above the limit of "
                    + limits.layers() + ". If that is right, raise source.limits.layers.");
        }
        Finding finding = Finding.ABSENT;
        for (int i = layers.size() - 1; i >= 0 && finding == Finding.ABSENT; i--) {
            finding = searchLayer(i, target);
        }
        return finding == Finding.FOUND;
    }

    private Finding searchLayer(int number, Sink target) throws IOException {
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
                    "Can't take /" + name + " out of " + image.where() + ": " + UnpackLimits.explain(e), e);
        }
    }

    private Finding search(TarReader tar, Sink target) throws IOException {
        Finding finding = Finding.ABSENT;
        for (Optional<FileNode> node = tar.next(); node.isPresent(); node = tar.next()) {
            String path = node.get().path();
            if (path.equals(name)) {
                target.accept(content(node.get()));
                finding = Finding.FOUND;
            } else if (path.equals(WHITEOUT + name) || path.equals(OPAQUE_ROOT)) {
                // Whiteouts apply to the layers below only.
                finding = finding == Finding.FOUND ? finding : Finding.REMOVED;
            }
        }
        return finding;
    }

    private FileContent content(FileNode node) {
        if (!(node instanceof FileNode.RegularFile(var _, var _, FileContent content))) {
            throw new OciException("/" + name + " of " + image.where() + " is not a regular file but "
                    + node.getClass().getSimpleName() + ".");
        }
        return content;
    }

    private static void copy(FileContent content, Path target) throws IOException {
        try (FileChannel file = FileChannel.open(
                target, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            content.copyTo(file, 0, content.size());
        }
    }
}
