package org.kubeos.kbimg.rootfs.apt;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.SignaturePolicy;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.nodelayout.OsRelease;

/**
 * The repositories of a build. What apt reads of them is written here, and never a file of the user's or the host's.
 */
record AptSources(List<AptSource> sources) {

    private static final String SUFFIX = ".sources";

    private static final Pattern SERVER = Pattern.compile("^https?://[^/]+");

    /** Apt reads no other ones: apt_preferences(5). */
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]*\\.(?:list|sources)");

    AptSources {
        sources = List.copyOf(sources);
    }

    static AptSources of(Source.Repositories source, DistributionProfile profile, OsRelease host, Path etcApt) {
        return new AptSources(
                switch (source) {
                    case Source.HostRepositories _ -> ofHost(profile, host, etcApt);
                    case Source.RepositoryFile(var file, var checks) when checks == SignaturePolicy.ALL -> ofFile(file);
                    case Source.RepositoryFile _ -> throw alwaysVerified("source.insecure");
                    case Source.RepositoryList list -> ofList(list, profile, host);
                });
    }

    private static List<AptSource> ofHost(DistributionProfile profile, OsRelease host, Path etcApt) {
        if (!profile.is(host)) {
            throw new UsageException(
                    "source.repository: this host is " + host.get("ID").orElse("unknown")
                            + ", so its repositories don't provide " + profile.name()
                            + ". Use a file or a list of repositories instead of \"host\".");
        }
        var sources = new ArrayList<AptSource>();
        try {
            for (Path file : hostFiles(etcApt)) {
                sources.addAll(read(file));
            }
        } catch (IOException e) {
            throw new HostException("Can't read this host's package sources: " + e.getMessage(), e);
        }
        if (sources.isEmpty()) {
            throw new HostException("This host has no package sources in " + etcApt + ".");
        }
        return sources;
    }

    /** In apt's order, in which the first source of a package wins. */
    private static List<Path> hostFiles(Path etcApt) throws IOException {
        var files = new ArrayList<Path>();
        Path first = etcApt.resolve("sources.list");
        if (Files.exists(first)) {
            files.add(first);
        }
        Path parts = etcApt.resolve("sources.list.d");
        if (Files.isDirectory(parts)) {
            try (var entries = Files.list(parts)) {
                entries.filter(file ->
                                PART.matcher(file.getFileName().toString()).matches())
                        .sorted()
                        .forEach(files::add);
            }
        }
        return files;
    }

    private static List<AptSource> ofFile(Path file) {
        String name = file.toString();
        if (!name.endsWith(".list") && !name.endsWith(SUFFIX)) {
            throw new UsageException("source.repository: apt reads files that end in .list or .sources, not " + file);
        }
        try {
            List<AptSource> sources = read(file);
            if (sources.isEmpty()) {
                throw new UsageException(
                        "source.repository: " + file + " has no enabled source of binary packages. Add one.");
            }
            return sources;
        } catch (IOException e) {
            throw new UsageException("source.repository: can't read " + file + ": " + e.getMessage(), e);
        }
    }

    private static List<AptSource> read(Path file) throws IOException {
        // Comments may be in any encoding; what counts is ASCII, and checked.
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        return file.toString().endsWith(SUFFIX)
                ? Deb822Reader.read(file.toString(), text)
                : OneLineReader.read(file.toString(), text);
    }

    private static List<AptSource> ofList(Source.RepositoryList list, DistributionProfile profile, OsRelease host) {
        String usual =
                host.get("VERSION_CODENAME").filter(_ -> profile.is(host)).orElse(profile.suite());
        return list.repositories().stream()
                .map(repository -> source(repository, usual))
                .toList();
    }

    private static AptSource source(Source.Repository repository, String usualSuite) {
        if (repository.checks() != SignaturePolicy.ALL) {
            throw alwaysVerified("source.repository.insecure");
        }
        String suite = repository.suite().orElse(usualSuite);
        require(AptSource.URI, repository.url(), "url");
        require(AptSource.SUITE, suite, "suite");
        // A suite that ends in a slash names a directory of packages and has no components.
        List<String> components =
                repository.components().isEmpty() && !suite.endsWith("/") ? List.of("main") : repository.components();
        components.forEach(component -> require(AptSource.COMPONENT, component, "components"));
        return new AptSource(
                List.of(repository.url()),
                List.of(suite),
                components,
                repository.key().map(AptSources::signedBy).orElse(Map.of()));
    }

    private static Map<AptOption, List<String>> signedBy(Path key) {
        if (!Files.isReadable(key)) {
            throw new UsageException("source.repository.key: can't read " + key);
        }
        if (!AptKeys.canName(key)) {
            throw new UsageException("source.repository.key: apt doesn't accept a path with spaces, commas,"
                    + " quotes, brackets, percent signs, or non-ASCII letters. Copy the key elsewhere: " + key);
        }
        return Map.of(AptOption.SIGNED_BY, List.of(key.toString()));
    }

    private static void require(Pattern pattern, String value, String key) {
        if (!pattern.matcher(value).matches()) {
            throw new UsageException("source.repository." + key + ": not usable for apt: " + value);
        }
    }

    private static UsageException alwaysVerified(String key) {
        return new UsageException(
                key + ": apt repositories are always verified. Remove it, and set the repository's key.");
    }

    /**
     * Where an archive lies.
     *
     * @param base of the repository, with its password
     * @param file relative to that
     */
    record Place(String base, String file) {}

    /**
     * The repository that an archive lies in.
     *
     * @param url of the archive; the password does not matter
     * @param own whether it must be one of these. If a lock file names the archive, it may come from nowhere else.
     * @throws UsageException if it is in none of these
     */
    Place place(String url, boolean own) {
        Optional<Place> place = sources.stream()
                .flatMap(source -> source.uris().stream())
                .flatMap(uri -> below(uri, url).stream())
                .max(Comparator.comparingInt(found -> found.base().length()));
        // The archives of a snapshot lie where the server of the repository says.
        boolean elsewhere =
                !own || sources.stream().anyMatch(source -> source.options().containsKey(AptOption.SNAPSHOT));
        Matcher server = SERVER.matcher(url);
        if (place.isEmpty() && elsewhere && server.find()) {
            place = below(server.group(), url);
        }
        return place.orElseThrow(() ->
                new UsageException("The archive " + PackageDescription.withoutUser(url) + " is in none of the config's"
                        + " repositories. Lock the packages again with 'kbimg lock --update'."));
    }

    /** Both are compared as apt understands them: it writes some characters of URLs in other ways than a config does. */
    private static Optional<Place> below(String base, String url) {
        String directory = base.replaceFirst("/+$", "");
        String start = normal(directory) + "/";
        String plain = normal(url);
        return Optional.of(plain)
                .filter(text -> text.startsWith(start))
                .map(text -> text.substring(start.length()))
                .filter(LockedDebs::canBeFile)
                .map(file -> new Place(directory, file));
    }

    private static String normal(String url) {
        return LockedDebs.decoded(PackageDescription.withoutUser(url)).replaceFirst("^([A-Za-z+]+):/{3,}", "$1:/");
    }

    /** The text of a {@code .sources} file. */
    String text() {
        return sources.stream().map(AptSource::text).collect(Collectors.joining("\n"));
    }

    /**
     * The files that apt has to read on the build host because these sources name them: repositories in directories,
     * lists of
     * mirrors
     * and keyrings. The paths are as they are written: any may be missing or a symbolic link.
     */
    SortedSet<Path> localPaths() {
        return sources.stream().flatMap(AptSource::localPaths).collect(Collectors.toCollection(TreeSet::new));
    }
}
