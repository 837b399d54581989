package org.kubeos.kbimg.rootfs.dnf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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

    /**
     * This repository without what opens servers, and with copies of the keys that lie on this machine.
     *
     * @param directory for the copies
     */
    DnfRepository offline(Path directory, Map<String, String> variables) throws IOException {
        var changed = new LinkedHashMap<>(options);
        changed.keySet().removeIf(option -> RepoOptions.FILES.contains(option) || ACCESS.contains(option));
        var urls = new ArrayList<String>();
        for (String url : keys().toList()) {
            Optional<Path> key = localPath(url, variables).findAny();
            if (key.isPresent()) {
                Path copy = directory.resolve(id + "-" + urls.size());
                urls.add("file://"
                        + FilePermissions.makeWorldReadable(
                                Files.copy(key.get(), copy, StandardCopyOption.REPLACE_EXISTING)));
            } else {
                urls.add(url);
            }
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
        String expanded = url;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            expanded = expanded.replace("${" + variable.getKey() + "}", variable.getValue())
                    .replace("$" + variable.getKey(), variable.getValue());
        }
        return LocalUrl.path(expanded).stream();
    }
}
