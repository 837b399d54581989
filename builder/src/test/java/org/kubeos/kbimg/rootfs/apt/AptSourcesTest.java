package org.kubeos.kbimg.rootfs.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.nodelayout.OsRelease;

class AptSourcesTest {

    private static final OsRelease TRIXIE = OsRelease.parse("ID=debian\nVERSION_CODENAME=trixie\n");

    @TempDir
    private Path apt;

    @BeforeEach
    void hostWithTwoSources() throws IOException {
        Files.writeString(apt.resolve("sources.list"), "deb http://one/ trixie main\n");
        Files.createDirectory(apt.resolve("sources.list.d"));
        Files.writeString(apt.resolve("sources.list.d/two.sources"), "Types: deb\nURIs: http://two/\nSuites: ./\n");
        Files.writeString(apt.resolve("sources.list.d/three.list.disabled"), "deb http://three/ trixie main\n");
    }

    @Test
    void theHostsAreThoseThatAptReads() throws IOException {
        Files.writeString(apt.resolve("sources.list.d/four~.list"), "deb http://four/ trixie main\n");
        Files.writeString(apt.resolve("sources.list.d/a.list"), "deb http://zero/ trixie main\n");
        assertThat(of(new Source.HostRepositories(), TRIXIE).text()).isEqualTo("""
                Types: deb
                URIs: http://one/
                Suites: trixie
                Components: main

                Types: deb
                URIs: http://zero/
                Suites: trixie
                Components: main

                Types: deb
                URIs: http://two/
                Suites: ./
                """);
    }

    @Test
    void theHostsAreOfNoUseForAnotherDistribution() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> of(new Source.HostRepositories(), OsRelease.parse("ID=fedora\n")))
                .withMessageContaining("this host is fedora");
    }

    @Test
    void aListBecomesStanzasThatNameTheirKeys() throws IOException {
        Path key = Files.createFile(apt.resolve("key.gpg"));
        var repositories = List.of(
                new Source.Repository(
                        "main",
                        "https://deb.example.org/debian",
                        Optional.of("bookworm"),
                        List.of("main", "contrib"),
                        Optional.of(key)),
                new Source.Repository("own", "file:/srv/debs", Optional.empty(), List.of(), Optional.empty()),
                new Source.Repository("flat", "file:/srv/flat", Optional.of("./"), List.of(), Optional.empty()));
        AptSources sources = of(new Source.RepositoryList(repositories), TRIXIE);
        assertThat(sources.text()).isEqualTo("""
                        Types: deb
                        URIs: https://deb.example.org/debian
                        Suites: bookworm
                        Components: main contrib
                        Signed-By: %s

                        Types: deb
                        URIs: copy:/srv/debs
                        Suites: trixie
                        Components: main

                        Types: deb
                        URIs: copy:/srv/flat
                        Suites: ./
                        """.formatted(key));
        assertThat(sources.localPaths()).containsExactlyInAnyOrder(key, Path.of("/srv/debs"), Path.of("/srv/flat"));
    }

    @Test
    void aKeyIsRefusedWhereAptWouldReadTwoWordsOfItsName() throws IOException {
        Path key = Files.createFile(apt.resolve("my key.gpg"));
        var repository =
                new Source.Repository("own", "https://deb.example.org/", Optional.empty(), List.of(), Optional.of(key));
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> of(new Source.RepositoryList(List.of(repository)), TRIXIE))
                .withMessageStartingWith("source.repository.key: apt doesn't accept a path with spaces");
    }

    @Test
    void whatIsDisabledOrForSourcePackagesLeavesNothing() throws IOException {
        Path file = Files.writeString(apt.resolve("own.list"), "# deb http://one/ a b\ndeb-src http://one/ a b\n");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> of(new Source.RepositoryFile(file), TRIXIE))
                .withMessageContaining("has no enabled source of binary packages");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://one/\nTrusted: yes", "not a url", "[trusted=yes] http://one/"})
    void whatAptWouldMisreadIsRefused(String url) {
        var repository = new Source.Repository("bad", url, Optional.empty(), List.of(), Optional.empty());
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> of(new Source.RepositoryList(List.of(repository)), TRIXIE))
                .withMessageStartingWith("source.repository.url");
    }

    private AptSources of(Source.Repositories source, OsRelease host) {
        return AptSources.of(source, DistributionProfile.of("debian"), host, apt);
    }
}
