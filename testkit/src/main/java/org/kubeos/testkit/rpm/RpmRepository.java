package org.kubeos.testkit.rpm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.kubeos.testkit.SigningKey;
import org.kubeos.testkit.Tool;

/**
 * A directory that dnf installs from: signed packages, and metadata that {@code createrepo_c} has made and gpg has
 * signed.
 */
public final class RpmRepository {

    /** To be raised when the same Debian packages are to become other RPMs. */
    private static final String RECIPE = "9";

    /** A package that nothing requires, and that bash recommends: whoever wants no weak dependencies does not get it. */
    public static final String RECOMMENDED = "iputils-ping";

    private static final Instant DATE = Instant.parse("2025-01-01T00:00:00Z");

    private static final List<String> PACKAGES = List.of(
            "base-passwd",
            "ca-certificates",
            "conntrack",
            "containerd",
            "containernetworking-plugins",
            "curl",
            "dbus",
            "dosfstools",
            "dracut",
            "e2fsprogs",
            "efibootmgr",
            "ethtool",
            "fdisk",
            "grub-common",
            "iproute2",
            "iptables",
            RECOMMENDED,
            "kmod",
            "libpam-systemd",
            "login",
            "network-manager",
            "openssh-server",
            "passwd",
            "procps",
            "runc",
            "socat",
            "systemd-resolved",
            "systemd-sysv",
            "systemd-timesyncd",
            "tzdata",
            "udev",
            "util-linux",
            "zstd",
            "usrmerge-");

    private static final Map<Path, RpmRepository> FIXTURES = new ConcurrentHashMap<>();

    private final Path directory;

    private RpmRepository(Path directory) {
        this.directory = directory;
    }

    /**
     * The fixture, built if {@code cache} does not hold it yet: a node's packages and an installer's, by openEuler's names. All
     * tests of a run get the same one, which asks the repositories of this machine once.
     */
    public static RpmRepository fixture(Path cache) {
        return FIXTURES.computeIfAbsent(cache, RpmRepository::findOrBuild);
    }

    private static RpmRepository findOrBuild(Path cache) {
        try {
            List<Path> archives = new DebDownload(Files.createDirectories(cache).resolve("debs"))
                    .fetch(Stream.concat(PACKAGES.stream(), architecturePackages().stream())
                            .toList());
            String key = Integer.toHexString((RECIPE + archives + SystemFiles.resource()).hashCode());
            Path directory = cache.resolve("rpms-" + key);
            if (!Files.exists(directory)) {
                long start = System.nanoTime();
                Path unfinished = Files.createTempDirectory(cache, "unfinished");
                build(archives, unfinished);
                Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
                System.err.printf(
                        "RPM fixture: %d packages converted in %.1f s%n",
                        archives.size(), (System.nanoTime() - start) / 1e9);
            }
            return new RpmRepository(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("the RPM fixture can't be made", e);
        }
    }

    private static List<String> architecturePackages() {
        String name =
                Tool.run("dpkg", "--print-architecture").expectSuccess().text().strip();
        var packages = new ArrayList<>(List.of("linux-image-cloud-" + name, "grub-efi-" + name + "-bin"));
        if (name.equals("amd64")) {
            packages.add("grub-pc-bin");
        }
        return packages;
    }

    private static void build(List<Path> archives, Path directory) throws IOException {
        var conversion = new Conversion(archives.parallelStream().map(Deb::open).toList());
        var system = new SystemFiles(DATE);
        // Debian has these parts of systemd and util-linux in packages of their own, which openEuler's consist of.
        List<String> essential = Stream.concat(
                        conversion.packages().stream().filter(Deb::isEssential).map(Deb::name),
                        Stream.of("fdisk", "systemd-sysv"))
                .toList();
        try (var key = SigningKey.make()) {
            var writer = new RpmWriter(key.secret(), DATE);
            Stream.concat(
                            system.packages(essential).stream(),
                            conversion.packages().parallelStream()
                                    .flatMap(deb -> conversion.convert(deb, system).stream()))
                    .parallel()
                    .forEach(spec -> write(spec, writer, directory));
            index(directory, key);
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void write(RpmSpec spec, RpmWriter writer, Path directory) {
        try {
            writer.write(spec, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(spec.name(), e);
        }
    }

    /** Writes a package with no files and the release 1, which requires {@code filesystem}, or, as that itself, {@code setup}. */
    public static void add(Path directory, SigningKey key, String name, String version, String... requires)
            throws IOException {
        var spec = new RpmSpec(
                name,
                DebVersion.ofPackage(version + "-1"),
                "noarch",
                name,
                name + "-" + version + "-1",
                List.of(new Relation(name, Optional.of("="), version + "-1")),
                Stream.of(requires)
                        .map(field -> Relation.parse(field).getFirst().getFirst())
                        .toList(),
                List.of(),
                Optional.empty());
        new RpmWriter(key.secret(), DATE).write(spec, directory);
    }

    /** Makes the metadata of the packages in a directory, signed with a key that is put beside them. */
    public static void index(Path directory, SigningKey key) {
        Tool.run("createrepo_c", "--quiet", "--revision=1", "--set-timestamp-to-revision", directory.toString())
                .expectSuccess();
        key.sign(directory.resolve("repodata/repomd.xml"));
        key.exportTo(directory.resolve("RPM-GPG-KEY-fixture"));
    }

    public Path directory() {
        return directory;
    }

    public String url() {
        return directory.toUri().toString();
    }

    /** The public key that packages and metadata are signed with. */
    public Path key() {
        return directory.resolve("RPM-GPG-KEY-fixture");
    }
}
