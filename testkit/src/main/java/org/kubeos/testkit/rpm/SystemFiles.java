package org.kubeos.testkit.rpm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.packager.rpm.RpmVersion;

/**
 * Files that Debian's maintainer scripts would make, as files of packages; and the packages that are an RPM system's
 * ground: {@code setup}, {@code filesystem}, {@code openEuler-release} and {@code basesystem}.
 */
final class SystemFiles {

    private static final String VERSION = "24.03";

    /** Packages of which a profile's resolution needs no more than the name. */
    private static final List<String> NAMES_ONLY = List.of("centos-stream-release", "chrony", "fedora-release");

    private final Instant date;
    private final Map<String, List<RpmFile>> byPackage = new TreeMap<>();

    SystemFiles(Instant date) {
        this.date = date;
        parse(resource());
        addShadow("passwd", "shadow", ":*:19000:0:99999:7:::");
        addShadow("group", "gshadow", ":*::");
        addDirectories();
    }

    /** The files that a package brings besides its own. */
    List<RpmFile> of(String name) {
        return byPackage.getOrDefault(name, List.of());
    }

    boolean isOwned(String path) {
        return byPackage.values().stream()
                .flatMap(List::stream)
                .anyMatch(file -> file.path().equals(path));
    }

    /** The ground, with a {@code basesystem} that requires all of {@code essential}. */
    List<RpmSpec> packages(List<String> essential) {
        var packages = new ArrayList<RpmSpec>();
        for (String name : List.of("setup", "filesystem", "openEuler-release", "selinux-policy-targeted")) {
            packages.add(spec(name, List.of()));
        }
        NAMES_ONLY.forEach(name -> packages.add(spec(name, List.of())));
        packages.add(spec("basesystem", essential.stream().map(Relation::to).toList()));
        return packages;
    }

    private RpmSpec spec(String name, List<Relation> requires) {
        return new RpmSpec(
                name,
                new RpmVersion(null, VERSION, "1"),
                "noarch",
                "The fixture's " + name,
                name + "-" + VERSION + "-1",
                List.of(),
                requires,
                of(name),
                Optional.empty());
    }

    /** Lines {@code === package path} begin a file, {@code --> package path target} is a symbolic link. */
    private void parse(String text) {
        String[] owner = {};
        var content = new StringBuilder();
        for (String line : (text + "===").lines().toList()) {
            if (line.startsWith("===") || line.startsWith("-->")) {
                if (owner.length == 3) {
                    add(owner[1], owner[2], new RpmFile.Regular(bytes(content.toString()), true), 0644);
                }
                content.setLength(0);
                owner = line.split(" ");
                if (owner.length == 4) {
                    add(owner[1], owner[2], new RpmFile.Link(owner[3]), 0777);
                }
            } else {
                content.append(line).append('\n');
            }
        }
    }

    private void add(String name, String path, RpmFile.Kind kind, int mode) {
        add(name, RpmFile.ofRoot(path, kind, mode, date));
    }

    private void add(String name, RpmFile file) {
        byPackage.computeIfAbsent(name, _ -> new ArrayList<>()).add(file);
    }

    private void addShadow(String accounts, String shadow, String fields) {
        RpmFile file = of("setup").stream()
                .filter(candidate -> candidate.path().equals("/etc/" + accounts))
                .findFirst()
                .orElseThrow();
        String text = new String(((RpmFile.Regular) file.kind()).content(), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.split(":")[0] + fields + "\n")
                .collect(Collectors.joining());
        // Its group's name is known only when the package setup is there.
        add(
                "filesystem",
                new RpmFile("/etc/" + shadow, new RpmFile.Regular(bytes(text), true), 0640, "root", "shadow", date));
    }

    private void addDirectories() {
        for (String directory : List.of(
                "/", "/boot", "/dev", "/etc", "/home", "/media", "/mnt", "/opt", "/run", "/srv", "/usr", "/var")) {
            add("filesystem", directory, new RpmFile.Directory(), 0755);
        }
        for (String directory :
                List.of("/usr/bin", "/usr/sbin", "/usr/lib", "/usr/lib64", "/var/cache", "/var/lib", "/var/log")) {
            add("filesystem", directory, new RpmFile.Directory(), 0755);
        }
        add("filesystem", "/root", new RpmFile.Directory(), 0700);
        add("filesystem", "/tmp", new RpmFile.Directory(), 01777);
        add("filesystem", "/var/tmp", new RpmFile.Directory(), 01777);
        for (String merged : List.of("bin", "lib", "lib64", "sbin")) {
            add("filesystem", "/" + merged, new RpmFile.Link("usr/" + merged), 0777);
        }
        add("filesystem", "/var/run", new RpmFile.Link("../run"), 0777);
        add("filesystem", "/var/lock", new RpmFile.Link("../run/lock"), 0777);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String resource() {
        try (InputStream in = Objects.requireNonNull(SystemFiles.class.getResourceAsStream("system-files.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
