package org.kubeos.kbimg.rootfs.dnf;

import java.io.IOException;
import java.nio.file.Files;
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

/** Installs RPM packages. Metadata and archives are kept in the cache directory for later builds. */
public final class DnfInstaller implements PackageInstaller {

    // What dnf takes for a name, an architecture and a version; no glob, no file, no @group.
    private static final Pattern PACKAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~^:-]*");

    private static final long RPM_CACHE_LIMIT = DataSize.ofGibibytes(4).bytes();

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
    public DnfInstaller(
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
                new Requirement.Program("dnf", "finds, downloads and installs RPM packages", "dnf"),
                new Requirement.Program("rpm", "lists installed RPM packages", "rpm"),
                new Requirement.Program("gpg", "verifies the signatures of repositories", "gpg"));
    }

    @Override
    public Transaction resolve(List<String> packages, Path work) throws IOException {
        packages.forEach(DnfInstaller::requireName);
        var setup = new DnfSetup(DnfSources.of(source, profile, OsRelease.ofHost(), Path.of("/etc")), profile, port);
        setup.sources()
                .insecure()
                .forEach(name -> progress.warning("The signatures of the repository " + name
                        + " are not checked, because the config says 'insecure: true'."));
        try (var index = DnfIndex.open(cache.resolve("dnf").resolve(setup.identity()), setup, sandbox)) {
            index.refresh();
            List<Rpm> rpms = index.resolve(packages);
            Path metadata = work.resolve("metadata");
            index.linkMetadataInto(metadata);
            return new DnfTransaction(
                    setup,
                    packages,
                    rpms,
                    metadata.resolve(DnfSetup.CACHE),
                    Files.createDirectories(work.resolve("dnf")),
                    new PackageCache(cache.resolve("rpms"), RPM_CACHE_LIMIT),
                    sandbox,
                    progress);
        }
    }

    private static void requireName(String name) {
        if (!PACKAGE.matcher(name).matches()) {
            throw new UsageException("packages: not the name of an RPM package: " + name);
        }
    }
}
