package org.kubeos.kbimg.rootfs.dnf;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.SignatureChecks;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.distro.OsRelease;
import org.kubeos.kbimg.rootfs.dnf.RepoFile.Section;

/**
 * The repositories of a build, in dnf's own words: packages and metadata must be signed, unless the config says
 * otherwise.
 *
 * @param warnings what a person should know about them
 */
record DnfSources(List<Section> repositories, List<String> warnings) {

    private static final List<String> PACKAGE_CHECKS = List.of("gpgcheck", "pkg_gpgcheck");
    private static final String METADATA_CHECK = "repo_gpgcheck";
    private static final Pattern SEPARATOR = Pattern.compile("[\\s,]+");

    static DnfSources of(Source.Repositories source, DistributionProfile profile, OsRelease host, Path etc) {
        return switch (source) {
            case Source.HostRepositories _ ->
                ofSections(hostSections(profile, host, etc), SignatureChecks.ALL, etc.toString());
            case Source.RepositoryFile(Path file, SignatureChecks checks) ->
                ofSections(sections(file), checks, file.toString());
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

    private static DnfSources ofSections(List<Section> all, SignatureChecks checks, String origin) {
        List<Section> enabled = all.stream()
                .filter(section -> !section.id().equals("main") && !section.denies("enabled"))
                .toList();
        if (enabled.isEmpty()) {
            throw new UsageException("source.repository: " + origin + " enables no repository");
        }
        enabled.forEach(section -> requireReadableAuthority(section, origin));
        if (checks != SignatureChecks.NONE) {
            enabled.forEach(section -> requireChecked(section, checks, origin));
        }
        return new DnfSources(
                enabled.stream().map(section -> checked(section, checks)).toList(),
                enabled.stream()
                        .flatMap(section -> warnings(section, checks).stream())
                        .toList());
    }

    private static List<String> warnings(Section section, SignatureChecks checks) {
        return switch (checks) {
            case NONE ->
                List.of("The signatures of the repository " + section.id()
                        + " are not checked, because the config says 'insecure: true'.");
            case PACKAGES -> {
                var warnings = new ArrayList<>(List.of("The metadata of the repository " + section.id()
                        + " is not checked, because the config says 'insecure: metadata'. Its packages are."));
                warnings.addAll(warnings(section, SignatureChecks.ALL));
                yield warnings;
            }
            case ALL ->
                keys(section)
                        .filter(url -> url.startsWith("http:"))
                        .map(url ->
                                "The key of the repository " + section.id() + " comes over plain HTTP, where anybody on"
                                        + " the way can put another: " + url
                                        + ". Keep a copy that you have compared, and name it"
                                        + " with gpgkey=file:///….")
                        .toList();
        };
    }

    private static void requireReadableAuthority(Section section, String origin) {
        String file = section.get("sslcacert").orElse("");
        if (!file.isEmpty() && !(file.startsWith("/") && Files.isReadable(Path.of(file)))) {
            throw new UsageException(origin + ": the repository " + section.id() + " has its server's authority in "
                    + file + " (sslcacert=), which is no absolute path of a file that can be read.");
        }
    }

    private static void requireChecked(Section section, SignatureChecks checks, String origin) {
        String repository = origin + ": the repository " + section.id();
        if (section.denies("sslverify")) {
            throw new UsageException(repository
                    + " switches the check of its server off. Name the certificate of the server's authority with"
                    + " sslcacert=, or, to install without any check, set source.insecure to true.");
        }
        if (PACKAGE_CHECKS.stream().anyMatch(section::denies)) {
            throw new UsageException(repository
                    + " switches the check of its packages' signatures off. Give their key with gpgkey=, or, to install"
                    + " without any check, set source.insecure to true.");
        }
        if (section.get("gpgkey").isEmpty()) {
            throw new UsageException(repository
                    + " names no key that its packages are signed with. Add gpgkey=, or, to install without any check,"
                    + " set source.insecure to true.");
        }
        if (checks == SignatureChecks.ALL && section.denies(METADATA_CHECK)) {
            throw new UsageException(repository
                    + " switches the check of its metadata's signature off (repo_gpgcheck). If it is signed, take the"
                    + " line out. To check the packages alone, set source.insecure to metadata, in the config or with:"
                    + " --set source.insecure=metadata");
        }
    }

    private static Section checked(Section section, SignatureChecks checks) {
        Section result = section;
        for (String option : PACKAGE_CHECKS) {
            result = result.with(option, checks == SignatureChecks.NONE ? "0" : "1");
        }
        return result.with(METADATA_CHECK, checks == SignatureChecks.ALL ? "1" : "0");
    }

    private static DnfSources ofList(List<Source.Repository> list) {
        return new DnfSources(
                list.stream().map(DnfSources::section).toList(),
                list.stream()
                        .flatMap(repository -> warnings(section(repository), repository.checks()).stream())
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
        if (repository.checks() == SignatureChecks.NONE) {
            return checked(section, SignatureChecks.NONE);
        }
        Path key = repository
                .key()
                .orElseThrow(() -> new UsageException("source.repository: " + repository.name()
                        + " has no key to check its packages with. Name a file with its public key as 'key', or, to"
                        + " install without any check, set 'insecure: true'."));
        return checked(section.with("gpgkey", key.toUri().toString()), repository.checks());
    }

    /** The text of a {@code .repo} file. */
    String text() {
        return repositories.stream().map(Section::text).collect(Collectors.joining("\n"));
    }

    /**
     * The files with public keys that lie on this machine.
     *
     * @param variables what stands for what in URLs, such as {@code $basearch}
     */
    List<Path> localKeys(Map<String, String> variables) {
        return repositories.stream()
                .flatMap(DnfSources::keys)
                .filter(url -> url.startsWith("file:"))
                .map(url -> localFile(url, variables))
                .toList();
    }

    boolean hasLocalKeysOnly() {
        return repositories.stream().flatMap(DnfSources::keys).allMatch(url -> url.startsWith("file:"));
    }

    private static Stream<String> keys(Section section) {
        return section.get("gpgkey").stream().flatMap(SEPARATOR::splitAsStream).filter(url -> !url.isEmpty());
    }

    private static Path localFile(String url, Map<String, String> variables) {
        String expanded = url;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            String name = variable.getKey().substring(1);
            expanded =
                    expanded.replace("${" + name + "}", variable.getValue()).replace("$" + name, variable.getValue());
        }
        try {
            return Path.of(new URI(expanded).getPath());
        } catch (URISyntaxException e) {
            return Path.of(expanded.replaceFirst("^file:/+", "/"));
        }
    }
}
