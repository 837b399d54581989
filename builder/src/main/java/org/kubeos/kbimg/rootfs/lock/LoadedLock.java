package org.kubeos.kbimg.rootfs.lock;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A lock file that a build keeps to.
 *
 * @param file where it is
 * @param digest SHA-256 of its bytes, lower case hexadecimal
 * @param bundle the offline bundle that all archives come from; empty: the cache, and the packages' URLs
 */
public record LoadedLock(Path file, String digest, LockFile lock, Optional<Path> bundle) {}
