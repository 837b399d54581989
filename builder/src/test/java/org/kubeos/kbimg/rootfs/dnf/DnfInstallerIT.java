package org.kubeos.kbimg.rootfs.dnf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.Architecture;
import org.kubeos.kbimg.config.Firmware;
import org.kubeos.kbimg.config.MachineType;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.host.Application;
import org.kubeos.kbimg.host.sandbox.Sandbox;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.Progress;
import org.kubeos.testkit.TestCertificates;
import org.kubeos.testkit.Tool;
import org.kubeos.testkit.WebDirectory;
import org.kubeos.testkit.rpm.RpmRepository;

/** The real dnf with a repository as it should be, however it is served. */
class DnfInstallerIT {

    private final RpmRepository fixture = DnfBuild.FIXTURE;
    private final Path directory;
    private final DnfBuild build;

    DnfInstallerIT(@TempDir Path directory) {
        this.directory = directory;
        this.build = new DnfBuild(directory);
    }

    @AfterEach
    void removeRoots() {
        build.removeRoots("first", "second");
    }

    @Test
    void installsWhatIsSignedAndFetchesItOnce() throws Exception {
        Path copy = DnfBuild.copyOf(fixture, directory);
        try (var web = WebDirectory.serve(copy)) {
            build.install(DnfBuild.signed(web.url(), fixture.key()), "bash", "first");
            Files.delete(DnfBuild.bashIn(copy));
            build.install(DnfBuild.signed(web.url(), fixture.key()), "bash", "second");
        }
        assertThat(directory.resolve("second/usr/bin/bash")).exists();
        assertThat(directory.resolve("first/usr/bin/bash")).exists();
        assertThat(directory.resolve("first/var/cache/dnf")).doesNotExist();
        assertThat(build.warnings()).isEmpty();
        assertThat(Files.list(build.cache().resolve("rpms"))).hasSizeGreaterThan(5);
        assertThat(rpm("--verify", "--all")).isEmpty();
        assertThat(rpm("--query", "--whatrecommends", RpmRepository.RECOMMENDED))
                .isNotEmpty();
        assertThat(rpm("--query", "--all", "--queryformat=%{NAME}\\n"))
                .contains("bash")
                .doesNotContain(RpmRepository.RECOMMENDED);
    }

    /** As rpm reads them from the archives. */
    @Test
    void tellsOfPackagesWhatTheirArchivesDo() throws Exception {
        List<PackageDescription> packages = build.resolve(
                        "openeuler",
                        DnfBuild.signed(fixture.directory().toUri().toString(), fixture.key()),
                        List.of("bash"))
                .packages();
        assertThat(packages)
                .hasSizeGreaterThan(5)
                .allSatisfy(rpm -> assertThat(rpm.digest()).startsWith("sha256:"));
        Path archive = DnfBuild.bashIn(fixture.directory());
        assertThat(packages)
                .filteredOn(rpm -> rpm.name().equals("bash"))
                .singleElement()
                .satisfies(bash -> assertThat(Tool.run(
                                        "rpm",
                                        "--query",
                                        "--package",
                                        "--nosignature",
                                        "--queryformat=%|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE} %{ARCH} %{LONGSIZE}",
                                        archive.toString())
                                .expectSuccess()
                                .text())
                        .endsWith(bash.version() + " " + bash.architecture() + " "
                                + bash.installed().orElseThrow().bytes()))
                .satisfies(bash -> assertThat(bash.size().bytes()).isEqualTo(Files.size(archive)));
    }

    /** The root's owners are what the sandbox sees. */
    private List<String> rpm(String... arguments) throws Exception {
        Path root = directory.resolve("first");
        var command = new ArrayList<>(List.of("rpm", "--define=_dbpath /var/lib/rpm", "--root=" + root));
        command.addAll(List.of(arguments));
        return Sandbox.of(new ProcessRunner(Application.NAME, Progress.SILENT))
                .beside(root)
                .capture(Command.of(command));
    }

    @Test
    void parallelBuildsShareTheCache() throws Exception {
        try (var web = WebDirectory.serve(fixture.directory());
                var builds = Executors.newFixedThreadPool(2)) {
            var both = Stream.of("first", "second")
                    .map(name -> (Callable<Path>)
                            () -> build.install(DnfBuild.signed(web.url(), fixture.key()), "bash", name))
                    .toList();
            for (var one : builds.invokeAll(both)) {
                one.get();
            }
        }
        Tool.run(
                        "diff",
                        "-r",
                        "--no-dereference",
                        directory.resolve("first/usr").toString(),
                        directory.resolve("second/usr").toString())
                .expectSuccess();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openeuler", "fedora", "centos-stream"})
    void profilesNameBootPackagesThatThereAre(String name) throws IOException {
        var profile = DistributionProfile.of(name);
        for (String key : profile.on(Architecture.host()).firmware().keySet()) {
            var firmware = Firmware.valueOf(key.toUpperCase(Locale.ROOT));
            List<String> packages = profile.bootPackages(Architecture.host(), firmware, MachineType.VIRTUAL);
            var transaction = build.resolve(name, DnfBuild.signed(fixture.url(), fixture.key()), packages);
            assertThat(transaction.fingerprint()).as(key).contains("linux-image-", "grub-common-");
        }
    }

    @Test
    void aServerIsTrustedByTheAuthorityThatTheConfigNames() throws IOException {
        var certificates = TestCertificates.create(directory.resolve("certificates"));
        try (var web = WebDirectory.serve(fixture.directory(), certificates)) {
            build.install(DnfBuild.signed(web.url(), fixture.key(), certificates), "bash", "first");
            Path file = Files.writeString(
                    directory.resolve("own.repo"),
                    "[own]\nbaseurl=%s\ngpgkey=file://%s\nsslcacert=%s\n"
                            .formatted(web.url(), fixture.key(), certificates.authority()));
            build.install(new Source.RepositoryFile(file), "bash", "second");
        }
        assertThat(directory.resolve("first/usr/bin/bash")).exists();
        assertThat(directory.resolve("second/usr/bin/bash")).exists();
    }

    @Test
    void aRepoFileMeansWhatDnfMakesOfIt() throws Exception {
        Path old = DnfBuild.copyOf(fixture, Files.createDirectory(directory.resolve("openeuler-24.03-x86_64")));
        Path mirrors = Files.writeString(directory.resolve("mirrors"), fixture.url() + "\n");
        String options = "gpgcheck=1\ngpgkey=" + fixture.key().toUri() + "\n";
        String variables = "[variables]\nbaseurl=file://%s/openeuler-$releasever-$basearch/copy/\nexcludepkgs=bash\n%s"
                .formatted(directory, options);
        Path one = Files.writeString(
                directory.resolve("one.repo"), variables + "[off]\nbaseurl=http://127.0.0.1:1/\nenabled=0\n" + options);
        assertThat(old).isDirectory();
        assertThat(build.resolve("openeuler", new Source.RepositoryFile(one), List.of("filesystem"))
                        .fingerprint())
                .contains("filesystem-");
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> build.resolve("openeuler", new Source.RepositoryFile(one), List.of("bash")));
        Path two = Files.writeString(
                directory.resolve("two.repo"),
                variables + "[mirrored]\nmirrorlist=file://%s\n%s".formatted(mirrors, options));
        assertThat(build.resolve("openeuler", new Source.RepositoryFile(two), List.of("bash"))
                        .fingerprint())
                .contains("bash-5");
    }

    @Test
    void thePackageDatabaseEndsWhereTheTargetExpectsIt() throws IOException {
        Path target = Files.createDirectory(directory.resolve("first"));
        build.resolve("fedora", DnfBuild.signed(fixture.url(), fixture.key()), List.of("bash"))
                .installInto(target);
        assertThat(target.resolve("var/lib/rpm")).doesNotExist();
        assertThat(Tool.run(
                                "rpm",
                                "--define=_dbpath /usr/lib/sysimage/rpm",
                                "--root=" + target,
                                "--query",
                                "--queryformat=%{NAME}",
                                "bash")
                        .expectSuccess()
                        .text())
                .isEqualTo("bash");
    }

    @Test
    void aServerThatNobodyVouchesForIsRefused() throws IOException {
        var certificates = TestCertificates.create(directory.resolve("certificates"));
        var other = TestCertificates.create(directory.resolve("other"));
        try (var web = WebDirectory.serve(fixture.directory(), certificates)) {
            for (var source : List.of(
                    DnfBuild.signed(web.url(), fixture.key()), DnfBuild.signed(web.url(), fixture.key(), other))) {
                assertThatExceptionOfType(BuildException.class)
                        .isThrownBy(() -> build.resolve("openeuler", source, List.of("bash")))
                        .withMessageContaining("certificate")
                        .withMessageContaining("name the certificate of the authority that vouches for it");
            }
        }
    }
}
