package org.kubeos.oci.signature;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kubeos.oci.Blob;
import org.kubeos.oci.ContentStore;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ImageManifest;
import org.kubeos.oci.ImageRepository;
import org.kubeos.oci.MediaTypes;
import org.kubeos.oci.OciException;
import org.kubeos.oci.VerifiedContent;
import org.kubeos.oci.json.Json;

/**
 * The manifest under the tag of an image's signatures or attestations: each is a layer.
 *
 * @param layers with their annotations
 */
record SignatureManifest(List<Descriptor> layers) {

    /** In bytes. */
    private static final int MAX_MANIFEST = 4 << 20;

    /** Each is fetched and checked. */
    private static final int MAX_LAYERS = 100;

    SignatureManifest {
        layers = List.copyOf(layers);
    }

    /** @throws OciException if what has the tag isn't such a manifest, or is too large */
    static Optional<SignatureManifest> find(ContentStore store, String tag) throws IOException {
        Optional<Descriptor> found = store.find(tag);
        return found.isEmpty() ? Optional.empty() : Optional.of(read(store, found.get(), tag));
    }

    private static SignatureManifest read(ContentStore store, Descriptor descriptor, String tag) throws IOException {
        if (!MediaTypes.MANIFESTS.contains(descriptor.mediaType())) {
            throw new OciException("Can't read the signatures under the tag " + tag + ": its media type is "
                    + descriptor.mediaType() + " where " + MediaTypes.MANIFEST + " is expected.");
        }
        if (descriptor.size() > MAX_MANIFEST) {
            throw new OciException("Can't read the signatures under the tag " + tag + ": the manifest has "
                    + descriptor.size() + " bytes; at most " + MAX_MANIFEST + " are expected.");
        }
        byte[] content;
        try (var in = new VerifiedContent(store.open(descriptor, 0), descriptor, tag)) {
            content = in.readAllBytes();
        }
        List<Descriptor> layers = ImageManifest.parse(content, tag).layers();
        if (layers.size() > MAX_LAYERS) {
            throw new OciException("Can't read the signatures under the tag " + tag + ": there are " + layers.size()
                    + "; at most " + MAX_LAYERS + " are expected.");
        }
        return new SignatureManifest(layers);
    }

    /** The layers of a media type. */
    List<Descriptor> layers(String mediaType) {
        return layers.stream()
                .filter(layer -> layer.mediaType().equals(mediaType))
                .toList();
    }

    /** The content of a layer, unverified: it may be altered, but has no more than one byte above the descriptor's size. */
    static byte[] read(ContentStore store, Descriptor layer) throws IOException {
        try (InputStream in = store.open(layer, 0)) {
            return in.readNBytes(Math.toIntExact(layer.size()) + 1);
        }
    }

    /**
     * With one more layer.
     *
     * @throws OciException if there are as many as can be verified
     */
    SignatureManifest with(Descriptor layer) {
        if (layers.size() >= MAX_LAYERS) {
            throw new OciException("Can't add a signature to the " + layers.size()
                    + " that are there: no more can be verified. Remove the tag, and sign again.");
        }
        var all = new ArrayList<>(layers);
        all.add(layer);
        return new SignatureManifest(all);
    }

    /**
     * Stores the manifest under its tag.
     *
     * @param added content of the layers that the repository doesn't have
     */
    Digest store(ImageRepository repository, String tag, Blob added) throws IOException {
        Blob.Document config = Blob.Document.of(MediaTypes.CONFIG, Json.encode(config()));
        Blob.Document manifest = new ImageManifest(config.descriptor(), layers, new TreeMap<>()).encode();
        repository.add(manifest.descriptor(), List.of(added, config, manifest), tag);
        return manifest.descriptor().digest();
    }

    /** Of no platform, and with a digest for each layer, without which tools don't copy it. */
    private Map<String, Object> config() {
        var rootfs = new LinkedHashMap<String, Object>();
        rootfs.put("type", "layers");
        rootfs.put(
                "diff_ids",
                layers.stream().map(layer -> layer.digest().toString()).toList());
        var config = new LinkedHashMap<String, Object>();
        config.put("architecture", "");
        config.put("os", "");
        config.put("config", Map.of());
        config.put("rootfs", rootfs);
        return config;
    }
}
