package org.kubeos.kbimg.rootfs.packages;

import java.util.Optional;
import org.kubeos.kbimg.config.DataSize;

/**
 * A package that a build would install.
 *
 * @param version with epoch and release, in the distribution's form
 * @param size of the archive
 * @param installed what it takes on the disk; empty if the repository doesn't tell
 */
public record PackageDescription(
        String name, String version, String architecture, DataSize size, Optional<DataSize> installed) {}
