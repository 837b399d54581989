package org.kubeos.kbimg.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kubeos.oci.ImageLocation;

/** The source of the root file system. */
public sealed interface Source {

    /** Whether it is a root file system that was customized before, so that settings that a config omits are kept. */
    default boolean isMadeBefore() {
        return !(this instanceof Repositories);
    }

    /** Package repositories: stage one installs from them. */
    sealed interface Repositories extends Source {}

    /** Those that the build host itself is configured with. */
    record HostRepositories() implements Repositories {}

    /**
     * Those of a file in the package manager's own format ({@code .sources}, {@code .list}, {@code .repo}).
     *
     * @param checks which signatures are checked
     */
    record RepositoryFile(Path file, SignaturePolicy checks) implements Repositories {

        /** With signatures checked. */
        public RepositoryFile(Path file) {
            this(file, SignaturePolicy.ALL);
        }
    }

    record RepositoryList(List<Repository> repositories) implements Repositories {
        public RepositoryList {
            repositories = List.copyOf(repositories);
        }
    }

    /** An existing rootfs archive: stage two alone. */
    record Archive(Path file) implements Source {}

    /**
     * An upgrade image: its rootfs archive, and stage two alone.
     *
     * @param insecure whether its signatures are not verified
     * @param allowDowngrade whether it may be older than one that was used before
     */
    record Image(ImageLocation location, boolean insecure, boolean allowDowngrade) implements Source {

        /** One that is verified, and not older than one that was used before. */
        public Image(ImageLocation location) {
            this(location, false, false);
        }

        /** Whether its name has a digest, so that it can't be replaced. */
        public boolean isPinned() {
            return location instanceof ImageLocation.Registry(var reference)
                    && reference.digest().isPresent();
        }
    }

    /**
     * @param url base URL
     * @param suite apt's suite, such as {@code bookworm}; empty where the package manager has none
     * @param components apt's components
     * @param key file with the OpenPGP public keys that sign the repository
     * @param checks which signatures are checked
     * @param ca file with CA certificates for its server; empty for those of this machine
     */
    record Repository(
            String name,
            String url,
            Optional<String> suite,
            List<String> components,
            Optional<Path> key,
            SignaturePolicy checks,
            Optional<Path> ca) {
        public Repository {
            components = List.copyOf(components);
        }

        /** With signatures checked, from a server that this machine trusts. */
        public Repository(
                String name, String url, Optional<String> suite, List<String> components, Optional<Path> key) {
            this(name, url, suite, components, key, SignaturePolicy.ALL, Optional.empty());
        }
    }
}
