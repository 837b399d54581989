package org.kubeos.kbimg.artifact.output;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.kubeos.kbimg.BuildInfo;
import org.kubeos.kbimg.rootfs.lock.LoadedLock;
import org.kubeos.process.Progress;

/**
 * What every build is given beside its config.
 *
 * @param tool this version of kbimg
 * @param sourceDate the time that everything made carries
 * @param cache kbimg's cache directory
 * @param lock what the sources of the root file system must be; empty: what they are
 */
public record BuildContext(
        BuildInfo tool, Instant sourceDate, Path cache, Progress progress, Optional<LoadedLock> lock) {

    /** Without a lock file. */
    public BuildContext(BuildInfo tool, Instant sourceDate, Path cache, Progress progress) {
        this(tool, sourceDate, cache, progress, Optional.empty());
    }
}
