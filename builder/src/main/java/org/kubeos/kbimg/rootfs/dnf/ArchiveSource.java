package org.kubeos.kbimg.rootfs.dnf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where the archives of packages come from that are not in the cache. */
interface ArchiveSource {

    /** Whether archives may also come from the cache and from repositories on this machine, and keys from servers. */
    boolean hasNetwork();

    /**
     * Puts the archives of {@code missing} into a directory that has those of the other packages. Nobody has compared what comes
     * with its digests.
     *
     * @throws org.kubeos.kbimg.BuildException if an archive can't be had
     */
    void fetch(List<RpmPackage> packages, List<RpmPackage> missing, Path directory) throws IOException;
}
