package org.kubeos.oci;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An image in a store, identified by its digest. Moving its tag does not change which image is read.
 *
 * @param where the user's name for it, for messages
 * @param top descriptor of the manifest or index that the reference resolves to
 * @param descriptor of the manifest for the platform
 */
public record ResolvedImage(
        ImageStore store,
        String where,
        Descriptor top,
        Descriptor descriptor,
        ImageManifest manifest,
        ImageConfiguration configuration) {

    /** Documents are some kilobytes; engines refuse those over 4 MiB. */
    private static final int MAX_DOCUMENT = 4 << 20;

    /** The platform of what is no image, such as the attestations that builders add to an index. */
    static final String NO_OS = "unknown";

    /**
     * Resolves the reference and reads the manifest and the configuration for a platform.
     *
     * @throws OciException if the image is for other platforms, or there are several for this one, or it is damaged
     */
    public static ResolvedImage of(ImageStore store, Platform platform, String where) throws IOException {
        List<Descriptor> found = store.resolveAll();
        Descriptor top = found.size() == 1 ? found.getFirst() : pick(store, found, platform, where);
        Descriptor descriptor = MediaTypes.INDEXES.contains(top.mediaType())
                ? pick(store, index(store, top, where).manifests(), platform, where)
                : top;
        if (!MediaTypes.MANIFESTS.contains(descriptor.mediaType())) {
            throw noImage(descriptor, where);
        }
        ImageManifest manifest = ImageManifest.parse(read(store, descriptor, where), where);
        ImageConfiguration configuration = ImageConfiguration.parse(read(store, manifest.config(), where), where);
        if (!configuration.platform().equals(platform)) {
            throw wrongPlatform(where, platform, configuration.platform().toString());
        }
        if (configuration.diffIds().size() != manifest.layers().size()) {
            throw new OciException(where + " has " + manifest.layers().size() + " layers, but digests of "
                    + configuration.diffIds().size() + ". The image is damaged.");
        }
        return new ResolvedImage(store, where, top, descriptor, manifest, configuration);
    }

    /** The platforms of the images that the reference resolves to, each once. */
    public static List<Platform> platforms(ImageStore store, String where) throws IOException {
        return platforms(store, store.resolveAll(), where);
    }

    private static List<Platform> platforms(ImageStore store, List<Descriptor> images, String where)
            throws IOException {
        Set<Platform> platforms = new LinkedHashSet<>();
        for (Descriptor image : images) {
            platforms.addAll(platforms(store, image, where));
        }
        return List.copyOf(platforms);
    }

    /** A descriptor need not name the platform; then, the image's own configuration does. */
    private static List<Platform> platforms(ImageStore store, Descriptor image, String where) throws IOException {
        if (image.platform().isPresent()) {
            return image.platform().stream()
                    .filter(platform -> !platform.os().equals(NO_OS))
                    .toList();
        }
        if (MediaTypes.INDEXES.contains(image.mediaType())) {
            // An index in an index has no meaning, and could go on for ever.
            List<Descriptor> manifests = index(store, image, where).manifests().stream()
                    .filter(manifest -> !MediaTypes.INDEXES.contains(manifest.mediaType()))
                    .toList();
            return platforms(store, manifests, where);
        }
        if (!MediaTypes.MANIFESTS.contains(image.mediaType())) {
            throw noImage(image, where);
        }
        ImageManifest manifest = ImageManifest.parse(read(store, image, where), where);
        return List.of(ImageConfiguration.parse(read(store, manifest.config(), where), where)
                .platform());
    }

    /** The image for a platform; the same one may be listed more than once. */
    private static Descriptor pick(ImageStore store, List<Descriptor> images, Platform platform, String where)
            throws IOException {
        Map<Digest, Descriptor> found = new LinkedHashMap<>();
        for (Descriptor image : images) {
            if (platforms(store, image, where).contains(platform)) {
                found.putIfAbsent(image.digest(), image);
            }
        }
        if (found.size() == 1) {
            return found.values().iterator().next();
        }
        String there =
                platforms(store, images, where).stream().map(Platform::toString).collect(Collectors.joining(", "));
        if (found.isEmpty()) {
            throw wrongPlatform(where, platform, there.isEmpty() ? "no platform" : there);
        }
        throw new OciException(where + " has " + found.size() + " images for " + platform
                + ", which nothing tells apart; platforms there: " + there
                + ". Give each image a tag of its own, or name one by its digest");
    }

    private static ImageIndex index(ImageStore store, Descriptor top, String where) throws IOException {
        return ImageIndex.parse(read(store, top, where), where);
    }

    private static OciException noImage(Descriptor descriptor, String where) {
        return new OciException(where + " is not an image: its media type is " + descriptor.mediaType() + ".");
    }

    private static OciException wrongPlatform(String where, Platform wanted, String there) {
        return new OciException(where + " is for " + there + ", but the config asks for " + wanted
                + ". Name another image, or set 'architecture'.");
    }

    private static byte[] read(ImageStore store, Descriptor document, String where) throws IOException {
        if (document.size() > MAX_DOCUMENT) {
            throw new OciException(where + " has a document of " + document.size() + " bytes. Is it an image?");
        }
        try (var in = new VerifiedContent(store.open(document, 0), document, where)) {
            return in.readAllBytes();
        }
    }

    /** All that the index has about the image; nothing, if the image isn't in an index. */
    public List<AttachedManifest> attachments() throws IOException {
        return attachments(_ -> true);
    }

    /** What the index has about the image and gives this {@link AttachedManifest#type}. */
    public List<AttachedManifest> attachments(String type) throws IOException {
        return attachments(entry -> AttachedManifest.typeOf(entry).equals(type));
    }

    private List<AttachedManifest> attachments(Predicate<Descriptor> wanted) throws IOException {
        if (!MediaTypes.INDEXES.contains(top.mediaType())) {
            return List.of();
        }
        var attachments = new ArrayList<AttachedManifest>();
        for (Descriptor entry : index(store, top, where).manifests()) {
            if (AttachedManifest.isAttachedTo(entry, descriptor.digest()) && wanted.test(entry)) {
                attachments.add(attachment(entry));
            }
        }
        return attachments;
    }

    private AttachedManifest attachment(Descriptor entry) throws IOException {
        byte[] content = read(store, entry, where);
        ImageManifest attached = ImageManifest.parse(content, where);
        var blobs = new ArrayList<Blob>();
        Stream.concat(Stream.of(attached.config()), attached.layers().stream())
                .forEach(blob -> blobs.add(new Blob.InStore(blob, store)));
        blobs.add(Blob.Document.of(entry.mediaType(), content));
        return new AttachedManifest(entry, blobs);
    }

    /** The image with its documents in memory and its layers in the store. */
    public Image image() throws IOException {
        return new Image(
                Blob.Document.of(descriptor.mediaType(), read(store, descriptor, where)),
                Blob.Document.of(manifest.config().mediaType(), read(store, manifest.config(), where)),
                manifest.layers().stream()
                        .<Blob>map(layer -> new Blob.InStore(layer, store))
                        .toList());
    }
}
