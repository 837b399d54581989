package org.kubeos.kbimg.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the root file system comes from. */
public sealed interface Source {

    /** Package repositories: stage one installs from them. */
    sealed interface Repositories extends Source {}

    /** Those that the build host itself is configured with. */
    record HostRepositories() implements Repositories {}

    /**
     * Those of a file in the package manager's own format ({@code .sources}, {@code .list}, {@code .repo}).
     *
     * @param insecure whether to install without checking signatures
     */
    record RepositoryFile(Path file, boolean insecure) implements Repositories {

        /** With signatures checked. */
        public RepositoryFile(Path file) {
            this(file, false);
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
     * @param url base URL
     * @param suite apt's suite, such as {@code bookworm}; empty where the package manager has none
     * @param components apt's components
     * @param key file with the OpenPGP public keys that sign the repository
     * @param insecure whether to install from it without checking signatures
     * @param ca file with the certificates of the authorities that vouch for its server; empty for those of this machine
     */
    record Repository(
            String name,
            String url,
            Optional<String> suite,
            List<String> components,
            Optional<Path> key,
            boolean insecure,
            Optional<Path> ca) {
        public Repository {
            components = List.copyOf(components);
        }

        /** With signatures checked, from a server that this machine trusts. */
        public Repository(
                String name, String url, Optional<String> suite, List<String> components, Optional<Path> key) {
            this(name, url, suite, components, key, false, Optional.empty());
        }
    }
}
