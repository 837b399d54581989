package org.kubeos.kbimg.rootfs.dnf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.SignaturePolicy;
import org.kubeos.kbimg.rootfs.packages.LocalUrl;
import org.kubeos.process.FilePermissions;

/** A repository as dnf is told of it. */
record DnfRepository(String id, Map<String, String> options) {

    /** dnf's name, and that of its successor. */
    static final List<String> PACKAGE_CHECKS = List.of("gpgcheck", "pkg_gpgcheck");

    static final String METADATA_CHECK = "repo_gpgcheck";

    private static final List<String> MIRRORS = List.of("mirrorlist", "metalink");
    private static final List<String> PLACES = List.of("baseurl", "mirrorlist", "metalink", "gpgkey");
    private static final Set<String> ACCESS =
            Set.of("username", "password", "proxy", "proxy_username", "proxy_password", "proxy_auth_method");

    private static final Pattern SEPARATOR = Pattern.compile("[\\s,]+");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    DnfRepository {
        options = new LinkedHashMap<>(options);
        options.replaceAll((_, value) -> value.replace('\t', ' '));
        options.forEach((option, value) -> {
            if (CONTROL.matcher(value).find()) {
                throw new UsageException("source.repository: " + option + " of " + id
                        + " has a control character, which a .repo file can't contain");
            }
        });
    }

    Optional<String> find(String option) {
        return Optional.ofNullable(options.get(option)).filter(value -> !value.isEmpty());
    }

    /** This repository by another name. */
    DnfRepository named(String newId) {
        return new DnfRepository(newId, options);
    }

    /** This repository with an option set. */
    DnfRepository with(String option, String value) {
        var changed = new LinkedHashMap<>(options);
        changed.put(option, value);
        return new DnfRepository(id, changed);
    }

    /** This repository with the options that check signatures set, whatever they were. */
    DnfRepository with(SignaturePolicy checks) {
        DnfRepository result = this;
        for (String option : PACKAGE_CHECKS) {
            result = result.with(option, checks == SignaturePolicy.NONE ? "0" : "1");
        }
        return result.with(METADATA_CHECK, checks == SignaturePolicy.ALL ? "1" : "0");
    }

    /** A repository with archives of other repositories' packages, which are checked as strictly as the strictest of them says. */
    static DnfRepository ofArchives(String id, String url, List<DnfRepository> origins) {
        var options = new LinkedHashMap<String, String>();
        options.put("name", id);
        options.put("baseurl", url);
        boolean checked = origins.stream()
                .flatMap(origin -> origin.find(PACKAGE_CHECKS.getFirst()).stream())
                .anyMatch(value -> !value.equals("0"));
        PACKAGE_CHECKS.forEach(option -> options.put(option, checked ? "1" : "0"));
        options.put(METADATA_CHECK, "0");
        options.put(
                "gpgkey",
                origins.stream().flatMap(DnfRepository::keys).distinct().collect(Collectors.joining(" ")));
        // Which streams of modules there are was decided when the packages were chosen.
        options.put("module_hotfixes", "1");
        return new DnfRepository(id, options);
    }

    /**
     * This repository's settings for downloads from one server. Its user and password are for its own servers only, and not for
     * the mirrors that others name.
     *
     * @param variables values of the variables in URLs
     */
    DnfRepository forDownloads(String newId, PackageOrigin origin, Map<String, String> variables) {
        var changed = new LinkedHashMap<>(options);
        MIRRORS.forEach(changed::remove);
        changed.put("baseurl", origin.base());
        boolean own = Stream.concat(Stream.of("baseurl"), MIRRORS.stream())
                .flatMap(this::urls)
                .map(url -> expand(url, variables))
                .anyMatch(url -> PackageOrigin.server(url).equals(PackageOrigin.server(origin.base())));
        if (!own) {
            changed.keySet().removeAll(List.of("username", "password"));
        }
        return new DnfRepository(newId, changed);
    }

    /**
     * How a package's URL continues one of this repository's own, if it does.
     *
     * @param variables values of the variables in URLs
     */
    Optional<PackageOrigin> origin(String url, Map<String, String> variables) {
        return urls("baseurl")
                .map(base -> expand(base, variables))
                .map(base -> base.endsWith("/") ? base : base + "/")
                .filter(base -> continues(url, base))
                .max(Comparator.comparingInt(
                        base -> PackageOrigin.withoutUsers(base).length()))
                .map(base -> new PackageOrigin(
                        List.of(this),
                        base,
                        url.substring(PackageOrigin.withoutUsers(base).length())));
    }

    private static boolean continues(String url, String base) {
        if (!url.startsWith(PackageOrigin.withoutUsers(base))) {
            return false;
        }
        Optional<Path> directory = LocalUrl.path(base);
        return directory.isEmpty()
                || LocalUrl.path(url)
                        .filter(file -> file.startsWith(directory.get()))
                        .isPresent();
    }

    /** Whether its packages may lie on servers that only a list of mirrors names. */
    boolean hasMirrors() {
        return MIRRORS.stream().anyMatch(option -> find(option).isPresent());
    }

    /**
     * This repository without what opens servers, and with copies of the keys that lie on this machine.
     *
     * @param directory for the copies; has the keys that lie on servers by now
     */
    DnfRepository offline(Path directory, Map<String, String> variables) throws IOException {
        var changed = new LinkedHashMap<>(options);
        changed.keySet().removeIf(option -> RepoOptions.FILES.contains(option) || ACCESS.contains(option));
        var urls = new ArrayList<String>();
        for (String url : keys().toList()) {
            Path copy = directory.resolve(id + "-" + urls.size());
            Optional<Path> key = localPath(url, variables).findAny();
            if (key.isPresent()) {
                Files.copy(key.get(), copy, StandardCopyOption.REPLACE_EXISTING);
            }
            urls.add("file://" + FilePermissions.makeWorldReadable(copy));
        }
        changed.computeIfPresent("gpgkey", (_, _) -> String.join(" ", urls));
        return new DnfRepository(id, changed);
    }

    boolean hasLocalKeysOnly() {
        return keys().allMatch(url -> url.startsWith("file:"));
    }

    /** The URLs of its keys. */
    Stream<String> keys() {
        return urls("gpgkey");
    }

    private Stream<String> urls(String option) {
        return find(option).stream().flatMap(SEPARATOR::splitAsStream).filter(url -> !url.isEmpty());
    }

    /** The section of a {@code .repo} file. */
    String text() {
        var text = new StringBuilder("[" + id + "]\n");
        options.forEach(
                (option, value) -> text.append(option).append('=').append(value).append('\n'));
        return text.toString();
    }

    /** Directories, lists of mirrors, keys and certificates on this machine. */
    Stream<Path> localPaths(Map<String, String> variables) {
        return Stream.concat(
                Stream.concat(PLACES.stream().flatMap(this::urls), localMirrors(variables))
                        .flatMap(url -> localPath(url, variables)),
                RepoOptions.FILES.stream()
                        .flatMap(option -> find(option).stream())
                        .map(Path::of));
    }

    /** The URLs in lists of mirrors that lie on this machine. */
    private Stream<String> localMirrors(Map<String, String> variables) {
        return urls("mirrorlist").flatMap(url -> localPath(url, variables)).flatMap(list -> {
            try {
                return Files.readAllLines(list).stream().map(String::strip);
            } catch (IOException e) {
                return Stream.of(); // dnf's own message is better.
            }
        });
    }

    /** The keys that lie on this machine. */
    Stream<Path> localKeys(Map<String, String> variables) {
        return keys().flatMap(url -> localPath(url, variables));
    }

    private static Stream<Path> localPath(String url, Map<String, String> variables) {
        return LocalUrl.path(expand(url, variables)).stream();
    }

    private static String expand(String url, Map<String, String> variables) {
        String expanded = url;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            expanded = expanded.replace("${" + variable.getKey() + "}", variable.getValue())
                    .replace("$" + variable.getKey(), variable.getValue());
        }
        return expanded;
    }
}
