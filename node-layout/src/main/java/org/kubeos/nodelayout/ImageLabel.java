package org.kubeos.nodelayout;

/**
 * The labels of container images that hold a root file system. Manifests have the same as annotations.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.0/annotations.md">OCI Image Specification,
 *     annotations</a>
 */
public final class ImageLabel {

    /** A title for people. */
    public static final String TITLE = "org.opencontainers.image.title";

    /** The source date of the build, as RFC 3339 has it. */
    public static final String CREATED = "org.opencontainers.image.created";

    /** The OS version, as in {@link OsRelease#VERSION_ID}. */
    public static final String VERSION = "org.opencontainers.image.version";

    /** Digest of the config that the image was built from, such as {@code sha256:…}. */
    public static final String REVISION = "org.opencontainers.image.revision";

    /** The distribution that the packages come from, by the name of its profile. */
    public static final String DISTRIBUTION = "org.kubeos.image.distribution";

    /** The architecture, by the kernel's name for it: {@code x86_64}, {@code aarch64}. */
    public static final String ARCHITECTURE = "org.kubeos.image.architecture";

    /** The firmware of the nodes that the root file system is for: {@link NodeFirmware#key}. */
    public static final String FIRMWARE = "org.kubeos.image.firmware";

    /** Digest of the list of installed packages. Images with the same packages have the same digest. */
    public static final String PACKAGES = "org.kubeos.image.packages";

    private ImageLabel() {}
}
