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

    /** Those of a file in the package manager's own format ({@code .sources}, {@code .list}, {@code .repo}). */
    record RepositoryFile(Path file) implements Repositories {}

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
     */
    record Repository(String name, String url, Optional<String> suite, List<String> components, Optional<Path> key) {
        public Repository {
            components = List.copyOf(components);
        }
    }
}
