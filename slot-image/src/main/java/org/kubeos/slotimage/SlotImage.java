package org.kubeos.slotimage;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.kubeos.oci.AttachedManifest;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.OciException;
import org.kubeos.oci.ResolvedImage;
import org.kubeos.oci.VerifiedContent;

/**
 * The content of a root slot, in chunks that can be fetched one by one. It is attached to an upgrade image, as statements about
 * an image are. The document docs/slot-image.md describes the format.
 *
 * @param frames the compressed chunks, one after the other
 */
public record SlotImage(SlotImageConfig config, ChunkIndex index, Blob frames) {

    /** The reference type of its manifest in the index. */
    public static final String TYPE = "slot-image";

    /** The media type of its config. */
    public static final String CONFIG = "application/vnd.kubeos.slot.config.v1+json";

    /** The media type of its chunk index. */
    public static final String INDEX = "application/vnd.kubeos.slot.index.v1";

    /** The media type of the blob of frames: none that tools know, lest they compress it again. */
    public static final String FRAMES = "application/vnd.kubeos.slot.frames.v1";

    /** In bytes. */
    private static final int MAX_CONFIG_SIZE = 64 << 10;

    /**
     * The slot image that is attached to an image. Its config and its index are read and verified; of the frames, only the
     * descriptor.
     *
     * @return empty if the image has none
     * @throws OciException if it is damaged, or the store doesn't have all of it
     */
    public static Optional<SlotImage> find(ResolvedImage image) throws IOException {
        List<AttachedManifest> attached = image.attachments(TYPE);
        if (attached.isEmpty()) {
            return Optional.empty();
        }
        if (attached.size() > 1) {
            throw new OciException(image.where() + " has " + attached.size()
                    + " slot images for one platform, and nothing tells which one counts. Make the image again.");
        }
        return Optional.of(read(attached.getFirst().blobs(), image.where()));
    }

    private static SlotImage read(List<Blob> blobs, String where) throws IOException {
        SlotImageConfig config = SlotImageConfig.parse(read(blob(blobs, CONFIG, where), MAX_CONFIG_SIZE, where), where);
        ChunkIndex index = ChunkIndex.parse(read(blob(blobs, INDEX, where), ChunkIndex.MAX_ENCODED_SIZE, where), where);
        Blob frames = blob(blobs, FRAMES, where);
        if (index.size() != config.size()) {
            throw new OciException("The slot image of " + where + " is damaged: its chunks have " + index.size()
                    + " bytes together, but its config says " + config.size() + ".");
        }
        if (index.storedSize() != frames.descriptor().size()) {
            throw new OciException("The slot image of " + where + " is damaged: its index describes "
                    + index.storedSize() + " bytes of frames, but there are "
                    + frames.descriptor().size() + ".");
        }
        return new SlotImage(config, index, frames);
    }

    private static Blob blob(List<Blob> blobs, String mediaType, String where) {
        List<Blob> found = blobs.stream()
                .filter(blob -> blob.descriptor().mediaType().equals(mediaType))
                .toList();
        if (found.size() != 1) {
            throw new OciException("The slot image of " + where + " has " + found.size() + " parts of the type "
                    + mediaType + " where one is expected. It is damaged, or made by a newer version.");
        }
        return found.getFirst();
    }

    private static byte[] read(Blob blob, int limit, String where) throws IOException {
        Descriptor descriptor = blob.descriptor();
        if (descriptor.size() > limit) {
            throw new OciException("The slot image of " + where + " has a part of the type " + descriptor.mediaType()
                    + " with " + descriptor.size() + " bytes, and at most " + limit + " are allowed.");
        }
        try (var in = new VerifiedContent(blob.open(0), descriptor, where)) {
            return in.readAllBytes();
        }
    }

    /** The manifest that attaches it to an image. The same slot image always gives the same bytes. */
    public AttachedManifest attachedTo(Digest image) {
        return AttachedManifest.of(
                image,
                TYPE,
                Blob.Document.of(CONFIG, config.encode()),
                List.of(Blob.Document.of(INDEX, index.encode()), frames));
    }
}
