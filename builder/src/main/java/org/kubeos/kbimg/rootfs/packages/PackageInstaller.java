package org.kubeos.kbimg.rootfs.packages;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.kubeos.kbimg.config.DataSize;

/** A package manager, set up for the repositories of one build. */
public interface PackageInstaller {

    /**
     * Asks the repositories which packages these names come to, with everything that they depend on.
     *
     * @param work directory for what the transaction needs until it is over
     * @throws org.kubeos.kbimg.BuildException if a repository can't be reached or verified, or a package is unknown
     */
    default Transaction resolve(List<String> packages, Path work) throws IOException {
        return resolve(packages, List.of(), work);
    }

    /**
     * The same, with packages that keep their versions. One of them gets another version only if the repositories no
     * longer have the old one, or if a package that is not among them can't be installed with it.
     *
     * @param held by name, architecture and version
     */
    Transaction resolve(List<String> packages, List<PackageDescription> held, Path work) throws IOException;

    /**
     * Packages that a lock file names. No repository is asked.
     *
     * @throws org.kubeos.kbimg.UsageException if a package of the lock can't be one of the config's repositories
     */
    Transaction locked(LockedPackages packages, Path work) throws IOException;

    /** Exactly known packages that are ready to be installed. */
    interface Transaction {

        /**
         * One line per package, sorted, with its name, version and digest: equal texts install equal files. It is the same
         * for locked packages as for those that the repositories were asked for.
         */
        String fingerprint();

        /** The packages, sorted by name. */
        List<PackageDescription> packages();

        /** What the repositories offered when they were asked, in their order; nothing for locked packages. */
        List<RepositoryState> repositories();

        /** The space that the packages take, as archives and installed: an estimate. */
        DataSize space();

        /**
         * Installs the packages into an empty directory, which belongs to the sandbox's users afterwards. All archives are
         * compared with their digests before anything else reads them.
         *
         * @throws org.kubeos.kbimg.BuildException with the package manager's last words, if that fails; or if an archive is
         *     missing or another one than expected, or the packages aren't what the names come to
         */
        void installInto(Path root) throws IOException;

        /**
         * Puts the archives into an existing directory and makes it a repository that the package manager itself can read.
         * Archives that are there already are used if they are the right ones.
         *
         * @throws org.kubeos.kbimg.BuildException if an archive can't be had, or is another one than expected
         */
        void fetchInto(Path directory) throws IOException;
    }
}
