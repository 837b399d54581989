package org.kubeos.kbimg.rootfs.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

/** What an edited lock file may not do. */
class LockedDebsTest {

    private static final String DIGEST = "ab".repeat(32);

    private static final AptSources SOURCES = new AptSources(List.of(
            new AptSource(List.of("https://me:pw@example.org/debian/"), List.of("s"), List.of("main"), Map.of()),
            new AptSource(List.of("https://example.org/debian/security"), List.of("s"), List.of("main"), Map.of()),
            new AptSource(List.of("file:///srv/own"), List.of("./"), List.of(), Map.of())));

    private static PackageDescription described(String name, String version, String architecture, String digest) {
        return new PackageDescription(
                name, version, architecture, new DataSize(4), Optional.empty(), "http://x/y.deb", digest);
    }

    @Test
    void archivesHaveTheNamesThatAptGivesThem() {
        assertThat(LockedDebs.of(List.of(described("dash", "1:0.5+b1", "amd64", "sha256:" + DIGEST)), "amd64"))
                .containsExactly(new DebPackage("http://x/y.deb", "dash_1%3a0.5+b1_amd64.deb", 4, DIGEST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dash", "-dash", "a", "a_b", "dash~"})
    void otherNamesAreRefused(String name) {
        expectRefusal(described(name, "1", "all", "sha256:" + DIGEST), "no Debian package has that name");
    }

    @Test
    void otherVersionsArchitecturesAndDigestsAreRefused() {
        expectRefusal(described("dash", "a1", "all", "sha256:" + DIGEST), "no Debian package has that name, version");
        expectRefusal(described("dash", "1^2", "all", "sha256:" + DIGEST), "no Debian package has that name, version");
        expectRefusal(described("dash", "1", "arm64", "sha256:" + DIGEST), "its architecture is arm64, not amd64");
        expectRefusal(described("dash", "1", "all", "sha512:" + DIGEST + DIGEST), "it has no SHA-256, but sha512:");
    }

    @Test
    void twoVersionsOfAPackageAreRefused() {
        var first = described("dash", "1", "all", "sha256:" + DIGEST);
        var second = described("dash", "2", "all", "sha256:" + DIGEST);
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> LockedDebs.of(List.of(first, second), "amd64"))
                .withMessageStartingWith("The lock file's package dash 2 can't be installed: it is there twice");
    }

    @Test
    void archivesAreBelowTheConfigsRepositoriesAndGetTheirPasswords() {
        assertThat(SOURCES.place("https://example.org/debian/pool/l/libstdc%2b%2b6_12_amd64.deb", true))
                .isEqualTo(new AptSources.Place("https://me:pw@example.org/debian", "pool/l/libstdc++6_12_amd64.deb"));
        assertThat(SOURCES.place("https://example.org/debian/security/pool/a.deb", true))
                .isEqualTo(new AptSources.Place("https://example.org/debian/security", "pool/a.deb"));
        assertThat(SOURCES.place("copy:/srv/own/a.deb", true))
                .isEqualTo(new AptSources.Place("copy:///srv/own", "a.deb"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/shadow",
                "copy:/etc/shadow.deb",
                "copy:/srv/own/../../etc/shadow.deb",
                "copy:/srv/own/%2e%2e/%2e%2e/etc/shadow.deb",
                "copy:/srv/ownership/a.deb",
                "https://example.org/debian/a.txt",
                "https://example.org/debian/a%0aFilename:%20b.deb",
                "https://example.org/debian/a%27b.deb",
                "https://example.org.evil.example/debian/a.deb",
                "http://example.org/debian/a.deb",
                "https://169.254.169.254/latest/a.deb"
            })
    void otherPlacesAreRefused(String url) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> SOURCES.place(url, true))
                .withMessage("The archive " + url + " is in none of the config's repositories. Lock the packages again"
                        + " with 'kbimg lock --update'.");
    }

    @Test
    void charactersMayBeWrittenInOtherWays() {
        var sources = new AptSources(
                List.of(new AptSource(List.of("http://x/%7eme/a+b"), List.of("./"), List.of(), Map.of())));
        assertThat(sources.place("http://x/~me/a%2bb/c.deb", true))
                .isEqualTo(new AptSources.Place("http://x/%7eme/a+b", "c.deb"));
    }

    @Test
    void whatAptItselfHasChosenMayBeOnAnotherServer() {
        assertThat(SOURCES.place("https://snapshot.example.org/archive/pool/a.deb", false))
                .isEqualTo(new AptSources.Place("https://snapshot.example.org", "archive/pool/a.deb"));
    }

    @Test
    void heldPackagesArePinned() {
        assertThat(HeldPackages.pins(List.of(
                        described("dash", "1", "amd64", "sha256:" + DIGEST),
                        described("tzdata", "2:2026", "all", "sha256:" + DIGEST))))
                .isEqualTo("""
                        Package: dash:amd64
                        Pin: version 1
                        Pin-Priority: 1001

                        Package: tzdata
                        Pin: version 2:2026
                        Pin-Priority: 1001
                        """);
    }

    @Test
    void heldPackagesThatAptNamesAreLetGo() {
        List<PackageDescription> held = List.of(
                described("app", "1", "all", "sha256:" + DIGEST),
                described("lib", "1", "amd64", "sha256:" + DIGEST),
                described("other", "1", "amd64", "sha256:" + DIGEST),
                described("data", "1", "all", "sha256:" + DIGEST));
        assertThat(HeldPackages.without(
                        held,
                        List.of(
                                "The following packages have unmet dependencies:",
                                " app : Depends: lib:amd64 (>= 2) but 1 is to be installed",
                                "       Depends: data (= 2) but 1 is to be installed",
                                "E: Unable to correct problems, you have held broken packages.")))
                .extracting(PackageDescription::name)
                .containsExactly("other");
    }

    private static void expectRefusal(PackageDescription described, String reason) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> LockedDebs.of(List.of(described), "amd64"))
                .withMessageContaining("can't be installed: " + reason)
                .withMessageEndingWith("Lock the packages again with 'kbimg lock --update'.");
    }
}
