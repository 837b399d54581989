package org.kubeos.kbimg.rootfs.apt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.distro.DistributionProfile.Port;
import org.kubeos.kbimg.distro.OsRelease;
import org.kubeos.kbimg.host.Progress;
import org.kubeos.kbimg.host.Requirement;
import org.kubeos.kbimg.host.Sandbox;
import org.kubeos.kbimg.rootfs.PackageCache;
import org.kubeos.kbimg.rootfs.PackageInstaller;

/** Installs Debian packages. Lists and archives are kept in the cache directory for later builds. */
public final class AptInstaller implements PackageInstaller {

    // Debian Policy 5.6.1 and 5.6.12, with apt's ways to name an architecture and a version.
    private static final Pattern PACKAGE =
            Pattern.compile("[a-z0-9][a-z0-9+.-]*[a-z0-9+.](:[a-z0-9-]+)?([=/][A-Za-z0-9.+:~-]+)?");

    private static final int INDEX_LIMIT = 4;
    private static final long DEB_CACHE_LIMIT = DataSize.ofGibibytes(4).bytes();

    private final DistributionProfile profile;
    private final Port port;
    private final Source.Repositories source;
    private final Path cache;
    private final Sandbox sandbox;
    private final Progress progress;

    /**
     * @param cache kbimg's cache directory
     * @param sandbox with the host's programs
     */
    public AptInstaller(
            DistributionProfile profile,
            Port port,
            Source.Repositories source,
            Path cache,
            Sandbox sandbox,
            Progress progress) {
        this.profile = profile;
        this.port = port;
        this.source = source;
        this.cache = cache;
        this.sandbox = sandbox;
        this.progress = progress;
    }

    /** What it needs of the host. */
    public static List<Requirement> requirements() {
        return List.of(
                new Requirement.Program("apt-get", "finds and downloads Debian packages", "apt"),
                new Requirement.Program("mmdebstrap", "installs Debian packages", "mmdebstrap"));
    }

    @Override
    public Transaction resolve(List<String> packages, Path work) throws IOException {
        packages.forEach(AptInstaller::requireName);
        var setup = new AptSetup(
                AptSources.of(source, profile, OsRelease.ofHost(), Path.of("/etc/apt")),
                AptSettings.ofHost(sandbox),
                profile.avoid(),
                port);
        var indexes = new AptIndexes(cache.resolve("apt"), INDEX_LIMIT, sandbox);
        try (var index = indexes.open(setup, progress)) {
            index.refresh();
            List<Deb> debs = index.resolve(packages);
            Path lists = work.resolve("lists");
            index.linkListsInto(lists);
            return new AptTransaction(
                    setup,
                    packages,
                    debs,
                    lists,
                    work,
                    new PackageCache(cache.resolve("debs"), DEB_CACHE_LIMIT),
                    sandbox,
                    progress);
        }
    }

    private static void requireName(String name) {
        if (!PACKAGE.matcher(name).matches()) {
            throw new UsageException("packages: not the name of a Debian package: " + name);
        }
    }
}
