package org.kubeos.oci;

/**
 * The operating system and architecture that an image is for. Source: OCI Image Specification, image-index.md, "platform".
 *
 * @param os such as {@code linux}
 * @param architecture by Go's name for it, such as {@code amd64}
 */
public record Platform(String os, String architecture) {

    /** @param architecture by its Go name */
    public static Platform linux(String architecture) {
        return new Platform("linux", architecture);
    }

    @Override
    public String toString() {
        return os + "/" + architecture;
    }
}
