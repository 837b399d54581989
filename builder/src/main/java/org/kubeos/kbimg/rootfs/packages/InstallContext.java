package org.kubeos.kbimg.rootfs.packages;

import java.io.IOException;
import java.nio.file.Path;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.distro.DistributionProfile.Port;
import org.kubeos.kbimg.host.sandbox.BuildSandboxes;
import org.kubeos.process.Progress;

/**
 * What an installer works with, whichever package manager it drives.
 *
 * @param cache kbimg's cache directory
 */
public record InstallContext(
        DistributionProfile profile,
        Port port,
        Source.Repositories source,
        Path cache,
        BuildSandboxes sandboxes,
        Progress progress) {

    private static final DataSize ARCHIVES_LIMIT = DataSize.ofGibibytes(4);

    /** The package archives that builds keep for each other. */
    public PackageCache archives(String directory) throws IOException {
        return new PackageCache(cache.resolve(directory), ARCHIVES_LIMIT.bytes());
    }
}
