package org.kubeos.kbimg.rootfs.lock;

/**
 * The digest of a root file system that was made before: algorithm and lower case hexadecimal digits, such as {@code sha256:9f86…}.
 */
public sealed interface LockedSource {

    String digest();

    /** Of the archive that {@code source.archive} names. */
    record Archive(String digest) implements LockedSource {}

    /** Of the manifest, or of the index of platforms, that the name in {@code source.image} stood for. */
    record Image(String digest) implements LockedSource {}
}
