package org.kubeos.kbimg.rootfs.apt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.kubeos.kbimg.host.Requirement;
import org.kubeos.kbimg.rootfs.packages.InstallContext;
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
    public Transaction resolve(List<String> packages, Path work) throws IOException {
        PackageMessages.requireNames(packages, PACKAGE, "a Debian package");
        var setup = new AptSetup(
                AptSources.of(context.source(), context.profile(), OsRelease.ofHost(), Path.of("/etc/apt")),
                AptSettings.ofHost(context.sandboxes().downloads(), context.source()),
                context.profile().avoid(),
                context.port());
        setup.settings().warnings().forEach(context.progress()::warning);
        var indexes = new AptIndexes(context.cache().resolve("apt"), INDEX_LIMIT, context.sandboxes());
        try (var index = indexes.open(setup, context.progress())) {
            index.refresh();
            var debs = new ResolvedPackages<>(packages, index.resolve(packages));
            InstalledSizes sizes = index.installedSizes(debs.files());
            List<DebPackage> essential = index.resolve(List.of());
            Path lists = work.resolve("lists");
            index.linkListsInto(lists);
            return new AptTransaction(setup, debs, sizes, essential, lists, work, context);
        }
    }
}
