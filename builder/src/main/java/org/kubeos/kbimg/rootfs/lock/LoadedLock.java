package org.kubeos.kbimg.rootfs.lock;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

/**
 * A lock file that a build keeps to.
 *
 * @param file where it is
 * @param digest SHA-256 of its bytes, lower case hexadecimal
 * @param bundle the offline bundle that all archives come from; empty: the cache, and the packages' URLs
 */
public record LoadedLock(Path file, String digest, LockFile lock, Optional<Path> bundle) {

    /**
     * A root file system's part of the lock.
     *
     * @throws UsageException if nothing is locked for it
     */
    public LockedPart part(LockedPart.Name name) {
        return lock.part(name)
                .orElseThrow(() -> new UsageException("The lock file " + file + " has no packages for the " + name.key()
                        + ". Lock them with 'kbimg lock', or build without the lock with --no-lock."));
    }

    /** The packages of {@link #part}. */
    public List<PackageDescription> packages(LockedPart.Name name) {
        return part(name).packages();
    }
}
