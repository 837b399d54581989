package org.kubeos.kbimg.rootfs.dnf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.distro.OsRelease;
import org.kubeos.kbimg.rootfs.dnf.RepoFile.Section;

/**
 * The repositories of a build, in dnf's own words: packages and metadata must be signed, unless the config says
 * otherwise.
 *
 * @param insecure names of those whose signatures are not checked
 */
record DnfSources(List<Section> repositories, List<String> insecure) {

    private static final List<String> CHECKS = List.of("gpgcheck", "pkg_gpgcheck", "repo_gpgcheck");

    static DnfSources of(Source.Repositories source, DistributionProfile profile, OsRelease host, Path etc) {
        return switch (source) {
            case Source.HostRepositories _ -> ofSections(hostSections(profile, host, etc), false, etc.toString());
            case Source.RepositoryFile(Path file, boolean insecure) ->
                ofSections(sections(file), insecure, file.toString());
            case Source.RepositoryList(List<Source.Repository> list) -> ofList(list);
        };
    }

    private static List<Section> hostSections(DistributionProfile profile, OsRelease host, Path etc) {
        if (!profile.is(host)) {
            throw new UsageException(
                    "source.repository: this host is " + host.get("ID").orElse("unknown")
                            + ", so its own repositories don't hold " + profile.name()
                            + ". Give a .repo file or a list of repositories instead of \"host\".");
        }
        var sections = new ArrayList<Section>();
        try (var files = Files.newDirectoryStream(etc.resolve("yum.repos.d"), "*.repo")) {
            for (Path file : files) {
                sections.addAll(sections(file));
            }
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
            return RepoFile.parse(Files.readString(file)).sections();
        } catch (IllegalArgumentException e) {
            throw new UsageException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UsageException("source.repository: can't read " + file + ": " + e.getMessage(), e);
        }
    }

    private static DnfSources ofSections(List<Section> all, boolean insecure, String origin) {
        List<Section> enabled = all.stream()
                .filter(section -> !section.id().equals("main") && !section.denies("enabled"))
                .toList();
        if (enabled.isEmpty()) {
            throw new UsageException("source.repository: " + origin + " enables no repository");
        }
        enabled.forEach(section -> requireReadableAuthority(section, origin));
        if (!insecure) {
            enabled.forEach(section -> requireChecked(section, origin));
        }
        return new DnfSources(
                enabled.stream().map(section -> checked(section, !insecure)).toList(),
                insecure ? enabled.stream().map(Section::id).toList() : List.of());
    }

    private static void requireReadableAuthority(Section section, String origin) {
        String file = section.get("sslcacert").orElse("");
        if (!file.isEmpty() && !(file.startsWith("/") && Files.isReadable(Path.of(file)))) {
            throw new UsageException(origin + ": the repository " + section.id() + " has its server's authority in "
                    + file + " (sslcacert=), which is no absolute path of a file that can be read.");
        }
    }

    private static void requireChecked(Section section, String origin) {
        if (section.denies("sslverify")) {
            throw new UsageException(origin + ": the repository " + section.id()
                    + " switches the check of its server off. Name the certificate of the server's authority with"
                    + " sslcacert=, or, to install without any check, set source.insecure to true.");
        }
        if (CHECKS.stream().anyMatch(section::denies)) {
            throw new UsageException(origin + ": the repository " + section.id()
                    + " switches the check of signatures off. Give its key with gpgkey=, or, to install without any"
                    + " check, set source.insecure to true.");
        }
        if (section.get("gpgkey").isEmpty()) {
            throw new UsageException(origin + ": the repository " + section.id()
                    + " names no key that its packages are signed with. Add gpgkey=, or, to install without any check,"
                    + " set source.insecure to true.");
        }
    }

    private static Section checked(Section section, boolean check) {
        Section result = section;
        for (String option : CHECKS) {
            result = result.with(option, check ? "1" : "0");
        }
        return result;
    }

    private static DnfSources ofList(List<Source.Repository> list) {
        return new DnfSources(
                list.stream().map(DnfSources::section).toList(),
                list.stream()
                        .filter(Source.Repository::insecure)
                        .map(Source.Repository::name)
                        .toList());
    }

    private static Section section(Source.Repository repository) {
        if (repository.suite().isPresent()) {
            throw new UsageException("source.repository.suite: repositories of dnf have none; write it into the url of "
                    + repository.name());
        }
        Section named = new Section(repository.name(), Map.of())
                .with("name", repository.name())
                .with("baseurl", repository.url());
        Section section = repository
                .ca()
                .map(ca -> named.with("sslcacert", ca.toString()))
                .orElse(named);
        if (repository.insecure()) {
            return checked(section, false);
        }
        Path key = repository
                .key()
                .orElseThrow(() -> new UsageException("source.repository: " + repository.name()
                        + " has no key to check its packages with. Name a file with its public key as 'key', or, to"
                        + " install without any check, set 'insecure: true'."));
        return checked(section.with("gpgkey", key.toUri().toString()), true);
    }

    /** The text of a {@code .repo} file. */
    String text() {
        return repositories.stream().map(Section::text).collect(Collectors.joining("\n"));
    }

    /** The files with public keys that lie on this machine. */
    List<Path> localKeys() {
        return repositories.stream()
                .flatMap(section -> section.get("gpgkey").stream())
                .flatMap(value -> List.of(value.split("[\\s,]+")).stream())
                .filter(url -> url.startsWith("file:"))
                .map(url -> Path.of(url.replaceFirst("^file:/+", "/")))
                .toList();
    }
}
