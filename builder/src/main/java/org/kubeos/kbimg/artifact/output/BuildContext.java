package org.kubeos.kbimg.artifact.output;

import java.nio.file.Path;
import java.time.Instant;
import org.kubeos.kbimg.BuildInfo;
import org.kubeos.process.Progress;

/**
 * What every build is given beside its config.
 *
 * @param tool this version of kbimg
 * @param sourceDate the time that everything made carries
 * @param cache kbimg's cache directory
 */
public record BuildContext(BuildInfo tool, Instant sourceDate, Path cache, Progress progress) {}
