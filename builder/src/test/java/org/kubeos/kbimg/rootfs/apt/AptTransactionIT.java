package org.kubeos.kbimg.rootfs.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.Architecture;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.host.sandbox.BuildSandboxes;
import org.kubeos.kbimg.host.sandbox.WorkDirectory;
import org.kubeos.kbimg.rootfs.packages.InstallContext;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.process.Progress;
import org.kubeos.testkit.AptRepository;
import org.kubeos.testkit.SigningKey;

/** The real apt with the repositories of this host, which its configuration in deb822 format names. */
class AptTransactionIT {

    private static final Path SOURCES = Path.of("/etc/apt/sources.list.d/debian.sources");
    private static final Path CACHE = Path.of("target/it/cache").toAbsolutePath();

    private final BuildSandboxes sandboxes = BuildSandboxes.of(Instant.EPOCH, Progress.SILENT);

    @TempDir
    private Path directory;

    @BeforeEach
    void hostHasRepositories() throws IOException {
        assumeThat(SOURCES).exists();
        // Apt may read what lies here as a user of its own.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void repositoriesOfTheHostOfAFileAndOfAListAreTheSame() throws IOException {
        String ofHost = fingerprint(new Source.HostRepositories());
        assertThat(ofHost).contains("\ndash_");
        assertThat(fingerprint(new Source.RepositoryFile(SOURCES))).isEqualTo(ofHost);
        assertThat(fingerprint(new Source.RepositoryList(repositories()))).isEqualTo(ofHost);
    }

    /** The lists of a first question answer the second one without apt. */
    @Test
    void packagesHaveTheSizesThatAptShows() throws IOException {
        List<PackageDescription> first = packages();
        assertThat(first)
                .allSatisfy(deb -> assertThat(deb.installed())
                        .hasValueSatisfying(size -> assertThat(size.bytes()).isPositive()))
                .filteredOn(deb -> deb.name().equals("libc6"))
                .singleElement()
                .satisfies(deb -> assertThat(deb.installed().orElseThrow().bytes())
                        .isGreaterThan(deb.size().bytes()));
        assertThat(packages()).isEqualTo(first);
    }

    private List<PackageDescription> packages() throws IOException {
        try (var work = WorkDirectory.create(CACHE.resolve("work"), sandboxes.files())) {
            return installer(new Source.HostRepositories())
                    .resolve(List.of("passwd"), work.path())
                    .packages();
        }
    }

    @Test
    void aFailedInstallationShowsWhatThePackageSaid() throws IOException {
        try (var key = SigningKey.make()) {
            Path publicKey = key.exportBinaryTo(directory.resolve("public.gpg"));
            var repository = new AptRepository(directory.resolve("repository"))
                    .add("kbimg-broken", "1", List.of(), "#!/bin/sh\necho no weather for this\nexit 3\n")
                    .publish(key);
            var all = new ArrayList<>(repositories());
            all.add(new Source.Repository(
                    "own",
                    repository.root().toUri().toString(),
                    Optional.of(AptRepository.SUITE),
                    List.of(),
                    Optional.of(publicKey)));
            assertThatExceptionOfType(BuildException.class)
                    .isThrownBy(() -> install(new Source.RepositoryList(all), "kbimg-broken"))
                    .withMessageStartingWith("Can't install the packages.")
                    .withMessageContaining("no weather for this")
                    .withMessageContaining("kbimg-broken");
        }
    }

    private String fingerprint(Source.Repositories source) throws IOException {
        try (var work = WorkDirectory.create(CACHE.resolve("work"), sandboxes.files())) {
            return installer(source).resolve(List.of("passwd"), work.path()).fingerprint();
        }
    }

    private void install(Source.Repositories source, String name) throws IOException {
        try (var work = WorkDirectory.create(CACHE.resolve("work"), sandboxes.files())) {
            installer(source)
                    .resolve(List.of(name), work.path())
                    .installInto(Files.createDirectory(work.path().resolve("root")));
        }
    }

    private AptInstaller installer(Source.Repositories source) {
        var profile = DistributionProfile.of("debian");
        return new AptInstaller(new InstallContext(
                profile, profile.on(Architecture.host()), source, CACHE, sandboxes, Progress.SILENT));
    }

    /** What the host's file says, as a config would. */
    private static List<Source.Repository> repositories() throws IOException {
        var repositories = new ArrayList<Source.Repository>();
        for (String stanza : Files.readString(SOURCES).split("\n\\s*\n")) {
            Map<String, String> fields = fields(stanza);
            for (String suite : fields.getOrDefault("Suites", "").split(" ")) {
                repositories.add(new Source.Repository(
                        suite,
                        fields.getOrDefault("URIs", ""),
                        Optional.of(suite),
                        List.of(fields.getOrDefault("Components", "").split(" ")),
                        Optional.of(Path.of(fields.getOrDefault("Signed-By", "")))));
            }
        }
        return repositories;
    }

    private static Map<String, String> fields(String stanza) {
        var fields = new LinkedHashMap<String, String>();
        for (String line : stanza.lines().toList()) {
            if (line.matches("[A-Z][A-Za-z-]*: .*")) {
                String[] parts = line.split(": ", 2);
                fields.put(parts[0], parts[1].strip());
            }
        }
        return fields;
    }
}
