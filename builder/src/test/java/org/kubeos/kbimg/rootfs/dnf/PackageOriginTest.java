package org.kubeos.kbimg.rootfs.dnf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which repositories the URL of a locked package may be of, and what is sent to its server. */
class PackageOriginTest {

    private static final Map<String, String> VARIABLES = Map.of("basearch", "x86_64");

    private static final DnfRepository OS = new DnfRepository(
            "os",
            Map.of(
                    "baseurl",
                    "https://ops:secret@repo.example.org/os/$basearch http://old.example.org/os/",
                    "username",
                    "ops",
                    "password",
                    "secret",
                    "proxy",
                    "http://proxy.example.org:3128",
                    "gpgcheck",
                    "1",
                    "gpgkey",
                    "file:///keys/os"));
    private static final DnfRepository UPDATES = new DnfRepository(
            "updates", Map.of("baseurl", "https://repo.example.org/os/x86_64/updates", "gpgcheck", "0"));
    private static final DnfRepository LOCAL = new DnfRepository("local", Map.of("baseurl", "file:///srv/rpms"));
    private static final DnfRepository MIRRORED = new DnfRepository(
            "mirrored",
            Map.of(
                    "metalink",
                    "https://mirrors.example.org/metalink?repo=x",
                    "username",
                    "ops",
                    "password",
                    "secret",
                    "gpgcheck",
                    "1",
                    "gpgkey",
                    "file:///keys/mirrored file:///keys/os"));

    @Test
    void aUrlContinuesThatOfItsRepositoryAndGetsItsUser() {
        PackageOrigin origin = find("https://repo.example.org/os/x86_64/Packages/b/bash.rpm", OS, UPDATES)
                .orElseThrow();
        assertThat(origin)
                .isEqualTo(new PackageOrigin(
                        List.of(OS), "https://ops:secret@repo.example.org/os/x86_64/", "Packages/b/bash.rpm"));
        assertThat(find("http://old.example.org/os/bash.rpm", OS, UPDATES))
                .map(PackageOrigin::base)
                .contains("http://old.example.org/os/");
    }

    @Test
    void theInnermostRepositoryCounts() {
        assertThat(find("https://repo.example.org/os/x86_64/updates/bash.rpm", OS, UPDATES))
                .map(PackageOrigin::repositories)
                .contains(List.of(UPDATES));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://repo.example.org/os/x86_64-other/bash.rpm",
                "https://repo.example.org.attacker.example/os/x86_64/bash.rpm",
                "http://repo.example.org/os/x86_64/bash.rpm",
                "https://attacker.example/bash.rpm",
                "file:///etc/bash.rpm",
                "file:///srv/rpms/../../etc/bash.rpm",
                "file:///srv/rpms/%2e%2e/bash.rpm",
                "file:///srv/rpms-other/bash.rpm",
            })
    void otherPlacesAreNoRepositorys(String url) {
        assertThat(find(url, OS, UPDATES, LOCAL)).isEmpty();
    }

    @Test
    void aPackageOfADirectoryLiesInIt() {
        assertThat(find("file:///srv/rpms/Packages/bash.rpm", OS, LOCAL))
                .contains(new PackageOrigin(List.of(LOCAL), "file:///srv/rpms/", "Packages/bash.rpm"));
    }

    @Test
    void aMirrorCanBeAnyServerButNoFile() {
        assertThat(find("https://mirror.example.com/x/bash.rpm", OS, MIRRORED))
                .contains(new PackageOrigin(List.of(MIRRORED), "https://mirror.example.com/x/", "bash.rpm"));
        assertThat(find("file:///etc/bash.rpm", OS, MIRRORED)).isEmpty();
        assertThat(find("https://repo.example.org/os/x86_64/bash.rpm", OS, MIRRORED))
                .map(PackageOrigin::repositories)
                .contains(List.of(OS));
    }

    @Test
    void passwordsGoToTheRepositorysOwnServersOnly() {
        PackageOrigin own =
                find("https://repo.example.org/os/x86_64/bash.rpm", OS).orElseThrow();
        assertThat(OS.forDownloads("server", own, VARIABLES).text().lines())
                .contains(
                        "[server]",
                        "baseurl=https://ops:secret@repo.example.org/os/x86_64/",
                        "username=ops",
                        "password=secret",
                        "proxy=http://proxy.example.org:3128");
        PackageOrigin elsewhere =
                find("https://attacker.example/bash.rpm", MIRRORED).orElseThrow();
        assertThat(MIRRORED.forDownloads("server", elsewhere, VARIABLES).text().lines())
                .contains("baseurl=https://attacker.example/")
                .noneMatch(line -> line.contains("ops") || line.contains("secret") || line.contains("metalink"));
        PackageOrigin same =
                find("https://mirrors.example.org/bash.rpm", MIRRORED).orElseThrow();
        assertThat(MIRRORED.forDownloads("server", same, VARIABLES).text()).contains("password=secret");
    }

    @Test
    void whatMayBeOfSeveralRepositoriesIsCheckedIfOneOfThemIs() {
        assertThat(DnfRepository.ofArchives("archives-0", "file:///archives", List.of(UPDATES, OS, MIRRORED))
                        .text()
                        .lines())
                .contains(
                        "baseurl=file:///archives",
                        "gpgcheck=1",
                        "pkg_gpgcheck=1",
                        "repo_gpgcheck=0",
                        "gpgkey=file:///keys/os file:///keys/mirrored");
        assertThat(DnfRepository.ofArchives("archives-0", "file:///archives", List.of(UPDATES))
                        .text())
                .contains("\ngpgcheck=0\n");
    }

    private static Optional<PackageOrigin> find(String url, DnfRepository... repositories) {
        return new DnfSources(List.of(repositories), List.of()).origin(url, VARIABLES);
    }
}
