package org.kubeos.kbimg.rootfs.apt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.SignatureChecks;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.distro.OsRelease;

/**
 * The repositories of a build, in apt's own words.
 *
 * @param files texts by file name, which ends in {@code .list} or {@code .sources} as apt wants it
 * @see <a href="https://manpages.debian.org/bookworm/apt/sources.list.5.en.html">sources.list(5)</a>
 */
record AptSources(SortedMap<String, String> files) {

    private static final Pattern UNVERIFIED = Pattern.compile(
            "(?im)^\\s*[^#\\s].*\\b(trusted|allow-insecure|allow-weak|allow-downgrade-to-insecure)\\s*=\\s*yes"
                    + "|^(trusted|allow-insecure|allow-weak|allow-downgrade-to-insecure):\\s*yes");
    private static final Pattern LOCAL = Pattern.compile("(?<=\\s)file:(?=/)");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9.][A-Za-z0-9+._/-]*");
    private static final Pattern URL = Pattern.compile("[a-z][a-z+]*:[!-~]+");

    static AptSources of(Source.Repositories source, DistributionProfile profile, OsRelease host, Path etcApt) {
        AptSources sources = switch (source) {
            case Source.HostRepositories all -> ofHost(profile, host, etcApt);
            case Source.RepositoryFile(var file, var checks) when checks == SignatureChecks.ALL -> ofFile(file);
            case Source.RepositoryFile _ -> throw alwaysVerified("source.insecure");
            case Source.RepositoryList list -> ofList(list, profile, host);
        };
        sources.files.forEach(AptSources::requireVerified);
        sources.files.replaceAll((_, text) -> copied(text));
        return sources;
    }

    /** Apt uses packages of {@code file:} where they are, which can't be seen from inside the new root. */
    private static String copied(String text) {
        return LOCAL.matcher(text).replaceAll("copy:");
    }

    private static AptSources ofHost(DistributionProfile profile, OsRelease host, Path etcApt) {
        if (!profile.is(host)) {
            throw new UsageException(
                    "source.repository: this host is " + host.get("ID").orElse("unknown")
                            + ", so its own repositories don't hold " + profile.name()
                            + ". Give a file or a list of repositories instead of \"host\".");
        }
        var files = new TreeMap<String, String>();
        try {
            if (Files.exists(etcApt.resolve("sources.list"))) {
                files.put("sources.list", Files.readString(etcApt.resolve("sources.list")));
            }
            Path parts = etcApt.resolve("sources.list.d");
            if (Files.isDirectory(parts)) {
                try (var entries = Files.newDirectoryStream(parts, "*.{list,sources}")) {
                    for (Path file : entries) {
                        files.put(file.getFileName().toString(), Files.readString(file));
                    }
                }
            }
        } catch (IOException e) {
            throw new HostException("Can't read this host's package sources: " + e.getMessage(), e);
        }
        if (files.isEmpty()) {
            throw new HostException("This host has no package sources in " + etcApt + ".");
        }
        return new AptSources(files);
    }

    private static AptSources ofFile(Path file) {
        String name = file.getFileName().toString();
        if (!name.endsWith(".list") && !name.endsWith(".sources")) {
            throw new UsageException("source.repository: apt reads files that end in .list or .sources, not " + file);
        }
        try {
            return new AptSources(new TreeMap<>(
                    Map.of("repository" + name.substring(name.lastIndexOf('.')), Files.readString(file))));
        } catch (IOException e) {
            throw new UsageException("source.repository: can't read " + file + ": " + e.getMessage(), e);
        }
    }

    private static AptSources ofList(Source.RepositoryList list, DistributionProfile profile, OsRelease host) {
        String usual =
                host.get("VERSION_CODENAME").filter(_ -> profile.is(host)).orElse(profile.suite());
        var text = new StringBuilder();
        for (Source.Repository repository : list.repositories()) {
            text.append(stanza(repository, usual)).append('\n');
        }
        return new AptSources(new TreeMap<>(Map.of("repositories.sources", text.toString())));
    }

    private static String stanza(Source.Repository repository, String usualSuite) {
        if (repository.checks() != SignatureChecks.ALL) {
            throw alwaysVerified("source.repository.insecure");
        }
        String suite = repository.suite().orElse(usualSuite);
        require(URL, repository.url(), "url");
        require(WORD, suite, "suite");
        // A suite that ends in a slash names a directory of packages and has no components.
        List<String> components =
                repository.components().isEmpty() && !suite.endsWith("/") ? List.of("main") : repository.components();
        components.forEach(component -> require(WORD, component, "components"));
        String stanza = "Types: deb\nURIs: " + repository.url() + "\nSuites: " + suite + "\n";
        if (!components.isEmpty()) {
            stanza += "Components: " + String.join(" ", components) + "\n";
        }
        return stanza + repository.key().map(AptSources::signedBy).orElse("");
    }

    private static String signedBy(Path key) {
        if (!Files.isReadable(key)) {
            throw new UsageException("source.repository.key: can't read " + key);
        }
        return "Signed-By: " + key + "\n";
    }

    private static void require(Pattern pattern, String value, String key) {
        if (!pattern.matcher(value).matches()) {
            throw new UsageException("source.repository." + key + ": not usable for apt: " + value);
        }
    }

    private static UsageException alwaysVerified(String key) {
        return new UsageException(
                key + ": apt's repositories are always verified. Leave it out, and give the" + " repository's key.");
    }

    private static void requireVerified(String file, String text) {
        if (UNVERIFIED.matcher(text).find()) {
            throw new UsageException(
                    file + ": a package source switches the check of signatures off. kbimg installs only"
                            + " signed packages: give the repository's key instead.");
        }
    }
}
