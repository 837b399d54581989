package org.kubeos.kbimg.rootfs.dnf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.host.CacheDirectory;
import org.kubeos.kbimg.host.Requirement;
import org.kubeos.kbimg.rootfs.packages.InstallContext;
import org.kubeos.kbimg.rootfs.packages.LockedPackages;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.kbimg.rootfs.packages.PackageInstaller;
import org.kubeos.kbimg.rootfs.packages.PackageMessages;
import org.kubeos.kbimg.rootfs.packages.ResolvedPackages;
import org.kubeos.nodelayout.OsRelease;
import org.kubeos.process.FilePermissions;

/** Installs RPM packages. Metadata and archives are kept in the cache directory for later builds. */
public final class DnfInstaller implements PackageInstaller {

    // What dnf takes for a name, an architecture and a version; no glob, no file, no @group.
    private static final Pattern PACKAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~^:-]*");

    private final InstallContext context;

    public DnfInstaller(InstallContext context) {
        this.context = context;
    }

    /** Its requirements on the host. */
    public static List<Requirement> requirements() {
        return List.of(
                new Requirement.Program("dnf", "finds, downloads and installs RPM packages", "dnf"),
                new Requirement.Program("rpm", "lists installed RPM packages", "rpm"),
                new Requirement.Program("gpg", "verifies the signatures of repositories", "gpg"));
    }

    @Override
    public Transaction locked(LockedPackages packages, Path work) {
        throw new UsageException("Can't install locked packages with dnf.");
    }

    @Override
    public Transaction resolve(List<String> packages, List<PackageDescription> held, Path work) throws IOException {
        PackageMessages.requireNames(packages, PACKAGE, "an RPM package");
        var setup = new DnfSetup(
                DnfSources.of(context.source(), context.profile(), OsRelease.ofHost(), Path.of("/etc")),
                context.profile(),
                context.port());
        setup.sources().warnings().forEach(context.progress()::warning);
        Path indexes = CacheDirectory.create(context.cache().resolve("dnf"));
        try (var index = DnfIndex.open(
                indexes.resolve(setup.identity()), setup, context.sandboxes().downloads())) {
            index.refresh();
            var rpms = new ResolvedPackages<>(packages, index.resolve(packages));
            Path metadata = work.resolve("metadata");
            index.linkMetadataInto(metadata);
            return new DnfTransaction(
                    setup,
                    rpms,
                    metadata.resolve(DnfSetup.CACHE),
                    FilePermissions.createWorldReadableDirectories(work, Path.of("dnf")),
                    context);
        }
    }
}
