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
    Transaction resolve(List<String> packages, Path work) throws IOException;

    /** Exactly known packages that are ready to be installed. */
    interface Transaction {

        /** One line per package, sorted, with its name, version and digest: equal texts install equal files. */
        String fingerprint();

        /** The packages, sorted by name. */
        List<PackageDescription> packages();

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
