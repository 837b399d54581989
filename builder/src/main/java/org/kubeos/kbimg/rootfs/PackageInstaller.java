package org.kubeos.kbimg.rootfs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source.Repositories;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.rootfs.apt.AptInstaller;
import org.kubeos.kbimg.rootfs.dnf.DnfInstaller;
import org.kubeos.process.Progress;

/** A package manager, set up for the repositories of one build. */
public interface PackageInstaller {

    /** The package manager of the config's distribution. */
    static PackageInstaller of(
            ImageConfig config, Repositories source, Path cache, BuildSandboxes sandboxes, Progress progress) {
        DistributionProfile profile = DistributionProfile.of(config.distribution());
        var context =
                new InstallContext(profile, profile.on(config.architecture()), source, cache, sandboxes, progress);
        return switch (profile.packageManager()) {
            case APT -> new AptInstaller(context);
            case DNF -> new DnfInstaller(context);
        };
    }

    /**
     * Asks the repositories which packages these names come to, with everything that they depend on.
     *
     * @param work directory for what the transaction needs until it is over
     * @throws org.kubeos.kbimg.BuildException if a repository can't be reached or verified, or a package is unknown
     */
    Transaction resolve(List<String> packages, Path work) throws IOException;

    /** Exactly known packages that are ready to be installed. */
    interface Transaction {

        /** One line per package, sorted, with its name, version and digest: equal texts install equal files. */
        String fingerprint();

        /** The space that the packages take, as archives and installed: an estimate. */
        DataSize space();

        /**
         * Installs the packages into an empty directory, which belongs to the sandbox's users afterwards.
         *
         * @throws org.kubeos.kbimg.BuildException with the package manager's last words, if that fails
         */
        void installInto(Path root) throws IOException;
    }
}
