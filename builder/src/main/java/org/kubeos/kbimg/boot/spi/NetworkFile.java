package org.kubeos.kbimg.boot.spi;

/**
 * A text that machines load over the network before they have a kernel.
 *
 * @param name for the boot server
 * @param meaning what it is, for {@code plan}
 */
public record NetworkFile(String name, String meaning, String text) {}
