package org.kubeos.oci;

import java.util.Set;

/** Media types of OCI (Image Specification, media-types.md) and of what Docker used before it, which is read only. */
public final class MediaTypes {

    public static final String INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    public static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
    public static final String LAYER_GZIP = LAYER + "+gzip";
    public static final String LAYER_ZSTD = LAYER + "+zstd";

    public static final String DOCKER_INDEX = "application/vnd.docker.distribution.manifest.list.v2+json";
    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    public static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";
    public static final String DOCKER_LAYER_GZIP = DOCKER_LAYER + ".gzip";

    /** What names one image, or one for each platform. */
    public static final Set<String> INDEXES = Set.of(INDEX, DOCKER_INDEX);

    public static final Set<String> MANIFESTS = Set.of(MANIFEST, DOCKER_MANIFEST);

    private MediaTypes() {}
}
