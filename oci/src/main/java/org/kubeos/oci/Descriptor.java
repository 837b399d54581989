package org.kubeos.oci;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The media type, digest and size of content, by which it is referred to. Source: OCI Image Specification, descriptor.md.
 *
 * @param size in bytes
 * @param platform of the image, if this describes a manifest in an index
 */
public record Descriptor(
        String mediaType,
        Digest digest,
        long size,
        SortedMap<String, String> annotations,
        Optional<Platform> platform) {

    public Descriptor {
        if (size < 0) {
            throw new IllegalArgumentException("negative size: " + size);
        }
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    }

    public Descriptor(String mediaType, Digest digest, long size) {
        this(mediaType, digest, size, new TreeMap<>(), Optional.empty());
    }

    /** Describes {@code content}. */
    public static Descriptor of(String mediaType, byte[] content) {
        return new Descriptor(mediaType, Digest.of(content), content.length);
    }

    public Descriptor withPlatform(Platform newPlatform) {
        return new Descriptor(mediaType, digest, size, annotations, Optional.of(newPlatform));
    }

    public Descriptor withAnnotations(Map<String, String> newAnnotations) {
        return new Descriptor(mediaType, digest, size, new TreeMap<>(newAnnotations), platform);
    }
}
