package org.kubeos.oci;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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

    /**
     * Resolves the reference and reads the manifest and the configuration for a platform.
     *
     * @throws OciException if the image is for other platforms, or damaged
     */
    public static ResolvedImage of(ImageStore store, Platform platform, String where) throws IOException {
        Descriptor top = store.resolve();
        Descriptor descriptor = MediaTypes.INDEXES.contains(top.mediaType()) ? pick(store, top, platform, where) : top;
        if (!MediaTypes.MANIFESTS.contains(descriptor.mediaType())) {
            throw new OciException(where + " is not an image: its media type is " + descriptor.mediaType() + ".");
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

    /** The platforms of the images that the reference resolves to. */
    public static List<Platform> platforms(ImageStore store, String where) throws IOException {
        Descriptor top = store.resolve();
        if (MediaTypes.INDEXES.contains(top.mediaType())) {
            return index(store, top, where).manifests().stream()
                    .map(Descriptor::platform)
                    .flatMap(Optional::stream)
                    .toList();
        }
        ImageManifest manifest = ImageManifest.parse(read(store, top, where), where);
        return List.of(ImageConfiguration.parse(read(store, manifest.config(), where), where)
                .platform());
    }

    private static Descriptor pick(ImageStore store, Descriptor top, Platform platform, String where)
            throws IOException {
        ImageIndex index = index(store, top, where);
        Optional<Platform> wanted = Optional.of(platform);
        return index.manifests().stream()
                .filter(manifest -> manifest.platform().equals(wanted))
                .findFirst()
                .orElseThrow(() -> wrongPlatform(
                        where,
                        platform,
                        index.manifests().stream()
                                .flatMap(manifest -> manifest.platform().stream())
                                .map(Platform::toString)
                                .collect(Collectors.joining(", "))));
    }

    private static ImageIndex index(ImageStore store, Descriptor top, String where) throws IOException {
        return ImageIndex.parse(read(store, top, where), where);
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
