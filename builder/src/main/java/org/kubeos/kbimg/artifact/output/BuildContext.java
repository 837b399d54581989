package org.kubeos.kbimg.artifact.output;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
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
 * @param given what the user wrote as the config, for others to read: without secrets and paths of this machine
 * @param lock what the sources of the root file system must be; empty: what they are
 */
public record BuildContext(
        BuildInfo tool,
        Instant sourceDate,
        Path cache,
        Progress progress,
        Map<String, Object> given,
        Optional<LoadedLock> lock) {

    /** Without a lock file, and with nothing known about what the user wrote. */
    public BuildContext(BuildInfo tool, Instant sourceDate, Path cache, Progress progress) {
        this(tool, sourceDate, cache, progress, Map.of(), Optional.empty());
    }
}
