package org.kubeos.kbimg.artifact;

import java.time.Instant;
import org.kubeos.kbimg.BuildInfo;
import org.kubeos.kbimg.host.Progress;

/**
 * What every build is given beside its config.
 *
 * @param tool this version of kbimg
 * @param sourceDate the time that everything made carries
 */
public record BuildContext(BuildInfo tool, Instant sourceDate, Progress progress) {}
