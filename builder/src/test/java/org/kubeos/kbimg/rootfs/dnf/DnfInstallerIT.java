package org.kubeos.kbimg.rootfs.dnf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.Architecture;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.host.ProcessRunner;
import org.kubeos.kbimg.host.Progress;
import org.kubeos.kbimg.host.Sandbox;
import org.kubeos.testkit.Tool;
import org.kubeos.testkit.WebDirectory;
import org.kubeos.testkit.rpm.RepositoryKey;
import org.kubeos.testkit.rpm.RpmRepository;

/** The real dnf, with a repository as it should be and with every way in which one can be wrong. */
class DnfInstallerIT {

    private static RpmRepository fixture;

    @TempDir
    private Path directory;

    private final List<String> warnings = new ArrayList<>();

    @BeforeAll
    static void makeFixture() {
        fixture = RpmRepository.fixture(Path.of("target/it/rpm-fixture").toAbsolutePath());
    }

    @AfterEach
    void removeRoots() {
        // JUnit would warn of every link that leads out of the directory.
        for (String root : List.of("first", "second", "failed", "insecure")) {
            Tool.run("rm", "-rf", path(root)).expectSuccess();
        }
    }

    @Test
    void installsWhatIsSignedAndFetchesItOnce() throws Exception {
        Path copy = copy();
        try (var web = WebDirectory.serve(copy)) {
            install(web.url(), Optional.of(fixture.key()), "first");
            Files.delete(bashIn(copy));
            install(web.url(), Optional.of(fixture.key()), "second");
        }
        assertThat(directory.resolve("second/usr/bin/bash")).exists();
        assertThat(directory.resolve("first/usr/bin/bash")).exists();
        assertThat(directory.resolve("first/var/cache/dnf")).doesNotExist();
        assertThat(warnings).isEmpty();
        assertThat(Files.list(directory.resolve("cache/rpms"))).hasSizeGreaterThan(5);
        assertThat(Tool.run(
                                List.of(
                                        "rpm",
                                        "--define=_dbpath /var/lib/rpm",
                                        "--root=" + directory.resolve("first"),
                                        "--verify",
                                        "--all"),
                                new byte[0])
                        .expectSuccess()
                        .text())
                .isEmpty();
    }

    @Test
    void parallelBuildsShareTheCache() throws Exception {
        try (var web = WebDirectory.serve(fixture.directory());
                var builds = Executors.newFixedThreadPool(2)) {
            var both = Stream.of("first", "second")
                    .map(name -> (Callable<Void>) () -> {
                        install(web.url(), Optional.of(fixture.key()), name);
                        return null;
                    })
                    .toList();
            for (var build : builds.invokeAll(both)) {
                build.get();
            }
        }
        Tool.run("diff", "-r", "--no-dereference", path("first/usr"), path("second/usr"))
                .expectSuccess();
    }

    @Test
    void anUnknownPackageIsNamedWithTheNearest() {
        assertFails(fixture.url(), fixture.key(), "opensh-server", "opensh-server (did you mean openssh-server?)");
    }

    @Test
    void anotherKeyIsRefused() throws IOException {
        Path other = directory.resolve("other.asc");
        try (var key = RepositoryKey.make()) {
            key.exportTo(other);
        }
        assertFails(fixture.url(), other, "bash", "GPG signature verification error: Bad GPG signature");
    }

    @Test
    void anExpiredKeyIsRefused() throws IOException {
        Path copy = copy();
        try (var key = RepositoryKey.makeExpired()) {
            key.sign(copy.resolve("repodata/repomd.xml"));
            key.exportTo(copy.resolve("RPM-GPG-KEY-fixture"));
        }
        assertFails(copy.toUri().toString(), copy.resolve("RPM-GPG-KEY-fixture"), "bash", "or has expired");
    }

    @Test
    void metadataMustBeSignedUnlessTheConfigSaysOtherwise() throws Exception {
        Path copy = copy();
        Files.delete(copy.resolve("repodata/repomd.xml.asc"));
        assertFails(copy.toUri().toString(), fixture.key(), "bash", "GPG signature is not available");

        install(copy.toUri().toString(), Optional.empty(), "insecure");
        assertThat(directory.resolve("insecure/usr/bin/bash")).exists();
        assertThat(warnings).singleElement().asString().contains("test are not checked");
    }

    @Test
    void aPackageSignedBySomebodyElseIsRefused() throws Exception {
        Path copy = copy();
        try (var key = RepositoryKey.make()) {
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
        Path copy = copy();
        byte[] content = Files.readAllBytes(bashIn(copy));
        content[content.length - 100] ^= 1;
        Files.write(bashIn(copy), content);
        try (var web = WebDirectory.serve(copy)) {
            assertFails(web.url(), fixture.key(), "bash", "checksum doesn't match");
        }
        assertThat(Files.list(directory.resolve("cache/rpms"))).isEmpty();
    }

    @Test
    void aRepositoryThatIsNotThereIsNamed() throws Exception {
        try (var web = WebDirectory.serve(directory)) {
            assertFails(web.url(), fixture.key(), "bash", "Status code: 404 for " + web.url() + "repodata/repomd.xml");
        }
    }

    @Test
    void aHalfPublishedPackageIsNamed() throws Exception {
        Path copy = copy();
        Files.delete(bashIn(copy));
        try (var web = WebDirectory.serve(copy)) {
            assertFails(web.url(), fixture.key(), "bash", "Status code: 404", "bash-5");
        }
    }

    @Test
    void anUnsolvableDependencyIsExplained() throws Exception {
        Path copy = copy();
        Files.delete(bashIn(copy));
        try (var key = RepositoryKey.make()) {
            RpmRepository.index(copy, key);
        }
        assertFails(
                copy.toUri().toString(),
                copy.resolve("RPM-GPG-KEY-fixture"),
                "basesystem",
                "nothing provides bash needed by");
    }

    private void assertFails(String url, Path key, String name, String... reasons) {
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> install(url, Optional.of(key), "failed", name))
                .satisfies(e -> assertThat(e.getMessage()).contains(reasons));
    }

    private void install(String url, Optional<Path> key, String root) throws IOException {
        install(url, key, root, "bash");
    }

    /** Installs into {@code root} in the test's directory; without a key, insecurely. */
    private void install(String url, Optional<Path> key, String root, String name) throws IOException {
        var profile = DistributionProfile.of("openeuler");
        var progress = new Warnings();
        var repository = new Source.Repository("test", url, Optional.empty(), List.of(), key, key.isEmpty());
        new DnfInstaller(
                        profile,
                        profile.on(Architecture.host()),
                        new Source.RepositoryList(List.of(repository)),
                        Files.createDirectories(directory.resolve("cache")),
                        Sandbox.onHost(new ProcessRunner(progress)),
                        progress)
                .resolve(List.of(name), Files.createDirectory(directory.resolve("work-" + root)))
                .installInto(Files.createDirectory(directory.resolve(root)));
    }

    /** The fixture with packages that this test may replace. */
    private Path copy() {
        Path copy = directory.resolve("copy");
        Tool.run("cp", "--recursive", "--reflink=auto", fixture.directory().toString(), copy.toString())
                .expectSuccess();
        return copy;
    }

    private static Path bashIn(Path repository) throws IOException {
        try (var files = Files.newDirectoryStream(repository, "bash-*.rpm")) {
            return files.iterator().next();
        }
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private final class Warnings implements Progress {
        @Override
        public void step(String title) {}

        @Override
        public void detail(String text) {}

        @Override
        public void warning(String text) {
            warnings.add(text);
        }

        @Override
        public void command(List<String> command) {}

        @Override
        public void output(String line) {}
    }
}
