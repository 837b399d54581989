package org.kubeos.kbimg.rootfs.apt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kubeos.kbimg.host.Requirement;
import org.kubeos.kbimg.rootfs.packages.InstallContext;
import org.kubeos.kbimg.rootfs.packages.LockedPackages;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.kbimg.rootfs.packages.PackageInstaller;
import org.kubeos.kbimg.rootfs.packages.PackageMessages;
import org.kubeos.kbimg.rootfs.packages.ResolvedPackages;
import org.kubeos.nodelayout.OsRelease;

/** Installs Debian packages. Lists and archives are kept in the cache directory for later builds. */
public final class AptInstaller implements PackageInstaller {

    // Debian Policy 5.6.1 and 5.6.12, with apt's ways to name an architecture and a version.
    private static final Pattern PACKAGE =
            Pattern.compile("[a-z0-9][a-z0-9+.-]*[a-z0-9+.](:[a-z0-9-]+)?([=/][A-Za-z0-9.+:~-]+)?");

    private static final int INDEX_LIMIT = 4;

    private final InstallContext context;

    public AptInstaller(InstallContext context) {
        this.context = context;
    }

    /** Its requirements on the host. */
    public static List<Requirement> requirements() {
        return List.of(
                new Requirement.Program("apt-get", "finds and downloads Debian packages", "apt"),
                new Requirement.Program("dpkg-deb", "unpacks Debian packages", "dpkg"));
    }

    @Override
    public Transaction resolve(List<String> packages, List<PackageDescription> held, Path work) throws IOException {
        PackageMessages.requireNames(packages, PACKAGE, "a Debian package");
        AptSetup setup = setup();
        var indexes = new AptIndexes(context.cache().resolve("apt"), INDEX_LIMIT, context.sandboxes());
        try (var index = indexes.open(setup, context.progress())) {
            index.refresh();
            List<DebPackage> chosen = held.isEmpty() ? index.resolve(packages) : index.resolve(packages, held);
            var debs = new ResolvedPackages<>(packages, chosen);
            return new AptTransaction(
                    setup,
                    debs,
                    debs.describe(),
                    index.repositories(),
                    new DebArchives(Optional.empty(), new DebDownload(setup, false, work, context), context),
                    false,
                    work,
                    context);
        }
    }

    @Override
    public Transaction locked(LockedPackages packages, Path work) throws IOException {
        PackageMessages.requireNames(packages.names(), PACKAGE, "a Debian package");
        List<DebPackage> debs =
                LockedDebs.of(packages.packages(), context.port().name());
        // With a bundle, this host need not know the repositories.
        AptSetup setup = packages.bundle().isEmpty()
                ? setup()
                : new AptSetup(
                        new AptSources(List.of()),
                        AptSettings.offline(),
                        context.profile().avoid(),
                        context.port());
        if (packages.bundle().isEmpty()) {
            debs.forEach(deb -> setup.sources().place(deb.url(), true));
        }
        return new AptTransaction(
                setup,
                new ResolvedPackages<>(packages.names(), debs),
                packages.packages(),
                List.of(),
                new DebArchives(packages.bundle(), new DebDownload(setup, true, work, context), context),
                true,
                work,
                context);
    }

    private AptSetup setup() throws IOException {
        var setup = new AptSetup(
                AptSources.of(context.source(), context.profile(), OsRelease.ofHost(), Path.of("/etc/apt")),
                AptSettings.ofHost(context.sandboxes().downloads(), context.source()),
                context.profile().avoid(),
                context.port());
        setup.settings().warnings().forEach(context.progress()::warning);
        return setup;
    }
}
