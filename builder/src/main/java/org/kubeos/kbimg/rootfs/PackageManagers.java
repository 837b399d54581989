package org.kubeos.kbimg.rootfs;

import java.nio.file.Path;
import java.util.List;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source.Repositories;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.distro.PackageManager;
import org.kubeos.kbimg.host.Requirement;
import org.kubeos.kbimg.host.sandbox.BuildSandboxes;
import org.kubeos.kbimg.rootfs.apt.AptInstaller;
import org.kubeos.kbimg.rootfs.dnf.DnfInstaller;
import org.kubeos.kbimg.rootfs.packages.InstallContext;
import org.kubeos.kbimg.rootfs.packages.PackageInstaller;
import org.kubeos.process.Progress;

/** The package managers that there are, and the choice of one. A new one is added here and in a package of its own. */
final class PackageManagers {

    private PackageManagers() {}

    /** The package manager of the config's distribution, set up for these repositories. */
    static PackageInstaller installer(
            ImageConfig config, Repositories source, Path cache, BuildSandboxes sandboxes, Progress progress) {
        DistributionProfile profile = DistributionProfile.of(config.distribution());
        var context =
                new InstallContext(profile, profile.on(config.architecture()), source, cache, sandboxes, progress);
        return switch (profile.packageManager()) {
            case APT -> new AptInstaller(context);
            case DNF -> new DnfInstaller(context);
        };
    }

    /** What it needs of the host. */
    static List<Requirement> requirements(PackageManager manager) {
        return switch (manager) {
            case APT -> AptInstaller.requirements();
            case DNF -> DnfInstaller.requirements();
        };
    }
}
