package org.kubeos.oci;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kubeos.oci.json.Json;

/**
 * A manifest in an index that is no image, but belongs to one: it holds statements about it, or something else that goes with
 * it. Source: BuildKit, "Image attestation storage".
 *
 * @param descriptor as it stands in the index
 * @param blobs all content, the manifest included
 */
public record AttachedManifest(Descriptor descriptor, List<Blob> blobs) {

    private static final String TYPE = "vnd.docker.reference.type";

    /** The type of a manifest that holds statements. */
    public static final String ATTESTATION = "attestation-manifest";

    private static final String IMAGE = "vnd.docker.reference.digest";
    private static final Platform PLATFORM = new Platform(ResolvedImage.NO_OS, ResolvedImage.NO_OS);

    public AttachedManifest {
        blobs = List.copyOf(blobs);
    }

    /**
     * Makes a manifest of the statements about an image. The same content always gives the same bytes.
     *
     * @param image digest of its manifest
     * @param statements in-toto statements
     */
    public static AttachedManifest of(Digest image, List<Blob> statements) {
        var rootfs = new LinkedHashMap<String, Object>();
        rootfs.put("type", "layers");
        rootfs.put(
                "diff_ids",
                statements.stream()
                        .map(statement -> statement.descriptor().digest().toString())
                        .toList());
        var json = new LinkedHashMap<String, Object>();
        json.put("architecture", PLATFORM.architecture());
        json.put("os", PLATFORM.os());
        json.put("config", Map.of());
        json.put("rootfs", rootfs);
        return of(image, ATTESTATION, Blob.Document.of(MediaTypes.CONFIG, Json.encode(json)), statements);
    }

    /**
     * Makes a manifest of something that goes with an image. The same content always gives the same bytes.
     *
     * @param image digest of its manifest
     * @param type by which readers find it; not {@link #ATTESTATION}, which tools take for in-toto statements
     * @param config of a media type that says what this is
     */
    public static AttachedManifest of(Digest image, String type, Blob.Document config, List<Blob> layers) {
        Blob.Document manifest = new ImageManifest(
                        config.descriptor(),
                        layers.stream().map(Blob::descriptor).toList(),
                        new TreeMap<>())
                .encode();
        var blobs = new ArrayList<>(layers);
        blobs.add(config);
        blobs.add(manifest);
        return new AttachedManifest(
                manifest.descriptor()
                        .withAnnotations(Map.of(TYPE, type, IMAGE, image.toString()))
                        .withPlatform(PLATFORM),
                blobs);
    }

    /** What is attached: {@link #ATTESTATION}, or what others call theirs. */
    public String type() {
        return typeOf(descriptor);
    }

    static String typeOf(Descriptor entry) {
        return entry.annotations().getOrDefault(TYPE, "");
    }

    /** Whether an entry of an index belongs to an image. */
    static boolean isAttachedTo(Descriptor entry, Digest image) {
        return MediaTypes.MANIFESTS.contains(entry.mediaType())
                && image.toString().equals(entry.annotations().get(IMAGE));
    }
}
