package org.kubeos.kbimg.rootfs.dnf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.SignaturePolicy;
import org.kubeos.kbimg.config.Source;
import org.kubeos.testkit.SigningKey;
import org.kubeos.testkit.WebDirectory;
import org.kubeos.testkit.rpm.RpmRepository;

/** The real dnf, with every way in which a repository can be wrong. None of them leaves anything half in the cache. */
class DnfFailuresIT {

    private final RpmRepository fixture = DnfBuild.FIXTURE;
    private final Path directory;
    private final DnfBuild build;

    DnfFailuresIT(@TempDir Path directory) {
        this.directory = directory;
        this.build = new DnfBuild(directory);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        build.removeRoots("failed", "insecure", "next");
        if (Files.exists(build.cache())) {
            CachedArchives.assertWhole(build.cache().resolve("rpms"));
        }
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(directory.toString());
    }

    @Test
    void anUnknownPackageIsNamedWithTheNearest() {
        assertFails(fixture.url(), fixture.key(), "opensh-server", "opensh-server (did you mean openssh-server?)");
    }

    @Test
    void anotherKeyIsRefused() throws IOException {
        Path other = directory.resolve("other.asc");
        try (var key = SigningKey.make()) {
            key.exportTo(other);
        }
        assertFails(fixture.url(), other, "bash", "GPG signature verification error: Bad GPG signature");
    }

    @Test
    void anExpiredKeyIsRefused() throws IOException {
        Path copy = DnfBuild.copyOf(fixture, directory);
        try (var key = SigningKey.makeExpired()) {
            key.sign(copy.resolve("repodata/repomd.xml"));
            key.exportTo(copy.resolve("RPM-GPG-KEY-fixture"));
        }
        assertFails(copy.toUri().toString(), copy.resolve("RPM-GPG-KEY-fixture"), "bash", "or has expired");
    }

    @Test
    void metadataMustBeSignedUnlessTheConfigSaysOtherwise() throws Exception {
        Path copy = DnfBuild.copyOf(fixture, directory);
        Files.delete(copy.resolve("repodata/repomd.xml.asc"));
        assertFails(copy.toUri().toString(), fixture.key(), "bash", "GPG signature is not available");

        var insecure = new Source.Repository(
                "test",
                copy.toUri().toString(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                SignaturePolicy.NONE,
                Optional.empty());
        build.install(DnfBuild.list(insecure), "bash", "insecure");
        assertThat(directory.resolve("insecure/usr/bin/bash")).exists();
        assertThat(build.warnings()).singleElement().asString().contains("test are not checked");
    }

    @Test
    void packagesOfARepositoryWithUnsignedMetadataAreCheckedIfTheConfigSaysSo() throws Exception {
        Path copy = DnfBuild.copyOf(fixture, directory);
        Files.delete(copy.resolve("repodata/repomd.xml.asc"));
        // What openEuler's own file says, and no more.
        Path file = Files.writeString(
                directory.resolve("upstream.repo"),
                "[OS]\nname=OS\nbaseurl=%s\nenabled=1\ngpgcheck=1\ngpgkey=%s\n"
                        .formatted(copy.toUri(), fixture.key().toUri()));
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> build.resolve("openeuler", new Source.RepositoryFile(file), List.of("bash")))
                .withMessageEndingWith("--set source.insecure=metadata");
        var packagesAlone = new Source.RepositoryFile(file, SignaturePolicy.PACKAGES);
        build.install(packagesAlone, "bash", "next");
        assertThat(directory.resolve("next/usr/bin/bash")).exists();
        assertThat(build.warnings())
                .singleElement()
                .asString()
                .contains("metadata of the repository OS is not checked");
        try (var key = SigningKey.make()) {
            key.exportTo(directory.resolve("other.asc"));
        }
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(
                                fixture.key().toUri().toString(),
                                directory.resolve("other.asc").toUri().toString()));
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> build.install(packagesAlone, "bash", "failed"))
                .withMessageContaining("Public key for");
    }

    @Test
    void aPackageSignedBySomebodyElseIsRefused() throws Exception {
        Path copy = DnfBuild.copyOf(fixture, directory);
        try (var key = SigningKey.make()) {
            key.sign(copy.resolve("repodata/repomd.xml"));
            key.exportTo(copy.resolve("RPM-GPG-KEY-fixture"));
        }
        assertFails(
                copy.toUri().toString(),
                copy.resolve("RPM-GPG-KEY-fixture"),
                "bash",
                "Public key for",
                "not installed");
    }

    @Test
    void aTamperedPackageIsNeitherInstalledNorKept() throws Exception {
        Path copy = DnfBuild.copyOf(fixture, directory);
        Path bash = DnfBuild.bashIn(copy);
        byte[] content = Files.readAllBytes(bash);
        content[content.length - 100] ^= 1;
        Files.write(bash, content);
        try (var web = WebDirectory.serve(copy)) {
            assertFails(web.url(), fixture.key(), "bash", "checksum doesn't match");
        }
        assertThat(Files.list(build.cache().resolve("rpms"))).isEmpty();
    }

    @Test
    void aRepositoryThatIsNotThereIsNamed() throws Exception {
        try (var web = WebDirectory.serve(directory)) {
            assertFails(web.url(), fixture.key(), "bash", "Status code: 404 for " + web.url() + "repodata/repomd.xml");
        }
    }

    @Test
    void aHalfPublishedPackageIsNamed() throws Exception {
        Path copy = DnfBuild.copyOf(fixture, directory);
        Files.delete(DnfBuild.bashIn(copy));
        try (var web = WebDirectory.serve(copy)) {
            assertFails(web.url(), fixture.key(), "bash", "Status code: 404", "bash-5");
        }
    }

    @Test
    void anUnsolvableDependencyIsExplained() throws Exception {
        Path copy = DnfBuild.copyOf(fixture, directory);
        Files.delete(DnfBuild.bashIn(copy));
        try (var key = SigningKey.make()) {
            RpmRepository.index(copy, key);
        }
        assertFails(
                copy.toUri().toString(),
                copy.resolve("RPM-GPG-KEY-fixture"),
                "basesystem",
                "nothing provides bash needed by");
    }

    @Test
    void theNextBuildRecoversFromAServerThatCutsFilesOff() throws Exception {
        try (var web = WebDirectory.serve(fixture.directory())) {
            web.cutOff(path -> path.contains("-primary.xml"));
            assertFails(web.url(), fixture.key(), "bash", "-primary.xml", "Transferred a partial file");
            web.cutOff(path -> path.contains("/bash-"));
            assertFails(web.url(), fixture.key(), "bash", "bash-5", "Transferred a partial file");
            web.cutOff(_ -> false);
            build.install(DnfBuild.signed(web.url(), fixture.key()), "bash", "next");
        }
        assertThat(directory.resolve("next/usr/bin/bash")).exists();
    }

    private void assertFails(String url, Path key, String name, String... reasons) {
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> build.install(DnfBuild.signed(url, key), name, "failed"))
                .satisfies(e -> assertThat(e.getMessage()).contains(reasons));
        build.removeRoots("failed");
    }
}
