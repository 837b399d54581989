package org.kubeos.oci;

import java.util.Set;

/** Media types of the OCI Image Specification (media-types.md), and the Docker ones that are accepted when reading. */
public final class MediaTypes {

    public static final String INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    public static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
    public static final String LAYER_GZIP = LAYER + "+gzip";
    public static final String LAYER_ZSTD = LAYER + "+zstd";

    public static final String DOCKER_INDEX = "application/vnd.docker.distribution.manifest.list.v2+json";
    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

    /** The media types of image indexes. */
    public static final Set<String> INDEXES = Set.of(INDEX, DOCKER_INDEX);

    /** The media types of image manifests. */
    public static final Set<String> MANIFESTS = Set.of(MANIFEST, DOCKER_MANIFEST);

    private MediaTypes() {}
}
