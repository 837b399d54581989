package org.kubeos.kbimg.rootfs.dnf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.SignaturePolicy;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.rootfs.dnf.RepoFile.Section;
import org.kubeos.nodelayout.OsRelease;

/**
 * The repositories of a build: packages and metadata must be signed, unless the config says otherwise. What dnf reads
 * of
 * them is written here, and never a file of the user's or the host's.
 *
 * @param warnings about the repositories
 */
record DnfSources(List<DnfRepository> repositories, List<String> warnings) {

    private static final Pattern SERVER = Pattern.compile("(?:https?|ftp)://[^/]+/");

    static DnfSources of(Source.Repositories source, DistributionProfile profile, OsRelease host, Path etc) {
        return switch (source) {
            case Source.HostRepositories _ ->
                ofSections(hostSections(profile, host, etc), SignaturePolicy.ALL, etc.toString());
            case Source.RepositoryFile(Path file, SignaturePolicy checks) ->
                ofSections(sections(file), checks, file.toString());
            case Source.RepositoryList(List<Source.Repository> list) -> ofList(list);
        };
    }

    private static List<Section> hostSections(DistributionProfile profile, OsRelease host, Path etc) {
        if (!profile.is(host)) {
            throw new UsageException(
                    "source.repository: this host is " + host.get("ID").orElse("unknown")
                            + ", so its repositories don't provide " + profile.name()
                            + ". Use a .repo file or a list of repositories instead of \"host\".");
        }
        var sections = new ArrayList<Section>();
        try (var files = Files.newDirectoryStream(etc.resolve("yum.repos.d"), "*.repo")) {
            var sorted = new TreeSet<Path>();
            files.forEach(sorted::add);
            sorted.forEach(file -> sections.addAll(sections(file)));
        } catch (IOException e) {
            throw new HostException("Can't read this host's package repositories: " + e.getMessage(), e);
        }
        return sections;
    }

    private static List<Section> sections(Path file) {
        if (!file.toString().endsWith(".repo")) {
            throw new UsageException("source.repository: dnf reads files that end in .repo, not " + file);
        }
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            return RepoFile.parse(file.toString(), text).sections();
        } catch (IOException e) {
            throw new UsageException("source.repository: can't read " + file + ": " + e.getMessage(), e);
        }
    }

    private static DnfSources ofSections(List<Section> all, SignaturePolicy checks, String origin) {
        List<Section> enabled = all.stream()
                .filter(section -> !section.id().equals("main") && !section.denies("enabled"))
                .toList();
        if (enabled.isEmpty()) {
            throw new UsageException("source.repository: " + origin + " has no enabled repository");
        }
        var policy = new RepoSignaturePolicy(checks);
        List<DnfRepository> repositories = enabled.stream().map(policy::apply).toList();
        return new DnfSources(
                repositories,
                Stream.concat(
                                repositories.stream().map(policy::warnings),
                                enabled.stream().map(RepoOptions::warnings))
                        .flatMap(List::stream)
                        .toList());
    }

    private static DnfSources ofList(List<Source.Repository> list) {
        return new DnfSources(
                list.stream().map(DnfSources::repository).toList(),
                list.stream()
                        .flatMap(entry -> new RepoSignaturePolicy(entry.checks()).warnings(repository(entry)).stream())
                        .toList());
    }

    private static DnfRepository repository(Source.Repository entry) {
        if (entry.suite().isPresent()) {
            throw new UsageException(
                    "source.repository.suite: dnf repositories have none; put it in the url of " + entry.name());
        }
        DnfRepository named = new DnfRepository(entry.name(), Map.of())
                .with("name", entry.name())
                .with("baseurl", entry.url());
        DnfRepository repository =
                entry.ca().map(ca -> named.with("sslcacert", ca.toString())).orElse(named);
        if (entry.checks() == SignaturePolicy.NONE) {
            return repository.with(SignaturePolicy.NONE);
        }
        Path key = entry.key()
                .orElseThrow(() -> new UsageException("source.repository: " + entry.name()
                        + " has no key to check its packages with. Set 'key' to a file with its public key, or,"
                        + " to install without any checks, set 'insecure: true'."));
        return repository.with("gpgkey", key.toUri().toString()).with(entry.checks());
    }

    /**
     * Where a package may come from; empty if its URL can't be one of these repositories'.
     *
     * @param url without user and password
     * @param variables as for {@link #localPaths}
     */
    Optional<PackageOrigin> origin(String url, Map<String, String> variables) {
        // A repository can lie in the directory of another one.
        Optional<PackageOrigin> own = repositories.stream()
                .flatMap(repository -> repository.origin(url, variables).stream())
                .min(Comparator.comparingInt(origin -> origin.path().length()));
        if (own.isPresent()) {
            return own;
        }
        List<DnfRepository> mirrored =
                repositories.stream().filter(DnfRepository::hasMirrors).toList();
        return mirrored.isEmpty() || !SERVER.matcher(url).lookingAt()
                ? Optional.empty()
                : Optional.of(PackageOrigin.mirror(mirrored, url));
    }

    /** The text of a {@code .repo} file. */
    String text() {
        return repositories.stream().map(DnfRepository::text).collect(Collectors.joining("\n"));
    }

    /**
     * The files that dnf has to read on the build host because these sources name them: repositories in directories,
     * lists of
     * mirrors,
     * keys and certificates. The paths are as they are written: any may be missing or a symbolic link.
     *
     * @param variables values of the variables in URLs, such as {@code basearch}
     */
    SortedSet<Path> localPaths(Map<String, String> variables) {
        return repositories.stream()
                .flatMap(repository -> repository.localPaths(variables))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The files with public keys that lie on this machine.
     *
     * @param variables as for {@link #localPaths}
     */
    List<Path> localKeys(Map<String, String> variables) {
        return repositories.stream()
                .flatMap(repository -> repository.localKeys(variables))
                .toList();
    }

    boolean hasLocalKeysOnly() {
        return repositories.stream().allMatch(DnfRepository::hasLocalKeysOnly);
    }
}
