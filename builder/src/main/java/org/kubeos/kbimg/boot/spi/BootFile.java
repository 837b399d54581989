package org.kubeos.kbimg.boot.spi;

/**
 * A file that a boot loader reads.
 *
 * @param path in the normal form of the archive's
 * @param mode permissions
 */
public record BootFile(String path, int mode, byte[] content) {}
