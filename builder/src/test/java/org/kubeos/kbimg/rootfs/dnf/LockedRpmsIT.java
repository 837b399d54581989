package org.kubeos.kbimg.rootfs.dnf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.rootfs.packages.LockedPackages;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.kbimg.rootfs.packages.PackageInstaller.Transaction;
import org.kubeos.kbimg.rootfs.packages.RepositoryState;
import org.kubeos.testkit.SigningKey;
import org.kubeos.testkit.TestCertificates;
import org.kubeos.testkit.Tool;
import org.kubeos.testkit.WebDirectory;
import org.kubeos.testkit.rpm.RpmRepository;

/** The real dnf with a small repository, which moves on, loses archives, or serves other ones. */
class LockedRpmsIT {

    private static final List<String> NAMES = List.of("app");

    private static SigningKey key;

    @TempDir
    private Path directory;

    private DnfBuild build;
    private Path repository;
    private WebDirectory server;

    @BeforeAll
    static void makeKey() throws IOException {
        key = SigningKey.make();
    }

    @AfterAll
    static void endAgent() {
        key.close();
    }

    @BeforeEach
    void serveRepository() throws IOException {
        build = new DnfBuild(directory);
        repository = Files.createDirectory(directory.resolve("repository"));
        add("setup", "1");
        add("filesystem", "1");
        add("lib", "1");
        add("app", "1", "lib");
        publish();
        server = WebDirectory.serve(repository);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        server.close();
        CachedArchives.assertWhole(build.cache().resolve("rpms"));
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(directory.toString());
    }

    @Test
    void aRepositoryThatMovedOnStillServesWhatIsLocked() throws IOException {
        List<PackageDescription> packages = packages();
        add("app", "2", "lib");
        publish();
        Path bundle = fetch(packages);
        assertThat(bundle.toFile().list())
                .containsExactlyInAnyOrder(
                        "repodata",
                        "setup-1-1.noarch.rpm",
                        "filesystem-1-1.noarch.rpm",
                        "lib-1-1.noarch.rpm",
                        "app-1-1.noarch.rpm");
        assertThat(dnfInstallsFrom(bundle))
                .containsPattern("app +noarch +1-1 +bundle ")
                .containsPattern("lib +noarch +1-1 +bundle ");
    }

    @Test
    void packagesOfMirrorsAreFetchedFromWhereTheyWere() throws IOException {
        Files.writeString(repository.resolve("mirrors"), server.url() + "\n");
        var source = new Source.RepositoryFile(Files.writeString(
                directory.resolve("mirrored.repo"),
                "[mirrored]\nmirrorlist=%smirrors\ngpgkey=%s\n"
                        .formatted(server.url(), publicKey().toUri())));
        Transaction resolved = build.resolve("openeuler", source, NAMES);
        assertThat(resolved.repositories())
                .extracting(RepositoryState::url)
                .containsExactly(server.url() + "repodata/repomd.xml");
        Files.delete(repository.resolve("mirrors"));
        Path bundle = Files.createDirectory(directory.resolve("bundle"));
        build.locked(source, new LockedPackages(NAMES, resolved.packages(), Optional.empty()))
                .fetchInto(bundle);
        assertThat(bundle.resolve("app-1-1.noarch.rpm")).hasSameBinaryContentAs(archive("app"));
    }

    @Test
    void aServerIsTrustedAsItsRepositoryIs() throws IOException {
        var certificates = TestCertificates.create(directory.resolve("certificates"));
        try (var secure = WebDirectory.serve(repository, certificates)) {
            var source = DnfBuild.signed(secure.url(), publicKey(), certificates);
            List<PackageDescription> packages = packages(source);
            Path bundle = Files.createDirectory(directory.resolve("bundle"));
            Tool.run("rm", "-rf", build.cache().resolve("rpms").toString()).expectSuccess();
            var stranger = DnfBuild.signed(secure.url(), publicKey());
            assertThatExceptionOfType(BuildException.class)
                    .isThrownBy(
                            () -> locked(stranger, packages, Optional.empty()).fetchInto(bundle))
                    .withMessageContaining("name the certificate of the authority that vouches for it");
            locked(source, packages, Optional.empty()).fetchInto(bundle);
            assertThat(bundle.resolve("app-1-1.noarch.rpm")).hasSameBinaryContentAs(archive("app"));
        }
    }

    @Test
    void urlsOfOtherServersAreRefusedBeforeAnythingIsAsked() throws IOException {
        List<PackageDescription> packages = packages();
        server.close();
        var other = DnfBuild.signed("https://repo.example.org/", publicKey());
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> locked(other, packages, Optional.empty()))
                .withMessageContaining(
                        "None of the config's repositories can have the locked package app-1-1.noarch at "
                                + server.url() + "app-1-1.noarch.rpm");
    }

    @Test
    void keysMayLieOnAServerUnlessThereIsNoNetwork() throws IOException {
        var source = new Source.RepositoryFile(Files.writeString(
                directory.resolve("own.repo"),
                "[own]\nbaseurl=%1$s\ngpgkey=%1$sRPM-GPG-KEY-fixture\n".formatted(server.url())));
        Transaction resolved = build.resolve("openeuler", source, NAMES);
        resolved.installInto(Files.createDirectory(directory.resolve("free")));
        var locked = new LockedPackages(NAMES, resolved.packages(), Optional.empty());
        build.locked(source, locked).installInto(Files.createDirectory(directory.resolve("locked")));
        assertThat(installed("locked")).isEqualTo(installed("free")).anyMatch(line -> line.startsWith("gpg-pubkey-"));
        Path bundle = Files.createDirectory(directory.resolve("bundle"));
        build.locked(source, locked).fetchInto(bundle);
        Transaction bundled = build.locked(source, new LockedPackages(NAMES, resolved.packages(), Optional.of(bundle)));
        Path root = Files.createDirectory(directory.resolve("root"));
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> bundled.installInto(root))
                .withMessageContaining("the key of own lies on a server")
                .withMessageContaining(server.url() + "RPM-GPG-KEY-fixture");
        build.removeRoots("free", "locked", "root");
    }

    private List<String> installed(String root) {
        return Tool.run("rpm", "--define=_dbpath /var/lib/rpm", "--root=" + directory.resolve(root), "-qa")
                .expectSuccess()
                .lines();
    }

    @Test
    void anArchiveThatIsGoneIsNamed() throws IOException {
        List<PackageDescription> packages = packages();
        Files.delete(archive("app"));
        expectFailure(
                packages,
                "Can't download the locked packages",
                "Status code: 404 for " + server.url() + "app-1-1.noarch.rpm",
                "kbimg lock --update");
        assertThat(build.cache().resolve("rpms")).isDirectoryContaining("glob:**" + digest(packages, "lib"));
    }

    @Test
    void anotherArchiveUnderTheSameUrlIsRefused() throws IOException {
        List<PackageDescription> packages = packages();
        byte[] content = Files.readAllBytes(archive("app"));
        flip(archive("app"));
        expectFailure(packages, "app-1-1.noarch.rpm", "checksum doesn't match");
        Files.write(archive("app"), Arrays.copyOf(content, content.length - 1));
        expectFailure(packages, "app-1-1.noarch.rpm", "checksum doesn't match");
        assertThat(build.cache().resolve("rpms")).isDirectoryNotContaining("glob:**" + digest(packages, "app"));
    }

    @Test
    void anArchiveInADirectoryIsComparedAsWell() throws IOException {
        Source.RepositoryList source = local();
        List<PackageDescription> packages = packages(source);
        flip(archive("app"));
        Path bundle = Files.createDirectory(directory.resolve("bundle"));
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> locked(source, packages, Optional.empty()).fetchInto(bundle))
                .withMessageContaining("app-1-1.noarch.rpm")
                .withMessageContaining("is another one than expected");
        Files.delete(archive("app"));
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> locked(source, packages, Optional.empty()).fetchInto(bundle))
                .withMessageContaining("there is no file " + archive("app"));
        assertThat(bundle).isEmptyDirectory();
    }

    @Test
    void aDamagedArchiveInTheCacheIsDownloadedAgain() throws IOException {
        List<PackageDescription> packages = packages();
        fetch(packages);
        Path cached = build.cache().resolve("rpms").resolve(digest(packages, "app"));
        flip(cached);
        assertThat(fetch(packages).resolve("app-1-1.noarch.rpm")).hasSameBinaryContentAs(archive("app"));
        assertThat(cached).hasSameBinaryContentAs(archive("app"));
    }

    @Test
    void aBundleIsCompletedAndItsWrongArchivesAreReplaced() throws IOException {
        List<PackageDescription> packages = packages();
        Path bundle = fetch(packages);
        byte[] metadata = Files.readAllBytes(bundle.resolve("repodata/primary.xml"));
        flip(bundle.resolve("lib-1-1.noarch.rpm"));
        Files.delete(bundle.resolve("app-1-1.noarch.rpm"));
        locked(source(), packages, Optional.empty()).fetchInto(bundle);
        assertThat(bundle.resolve("lib-1-1.noarch.rpm")).hasSameBinaryContentAs(archive("lib"));
        assertThat(bundle.resolve("app-1-1.noarch.rpm")).hasSameBinaryContentAs(archive("app"));
        assertThat(bundle.resolve("repodata/primary.xml")).hasBinaryContent(metadata);
    }

    @Test
    void aBundleThatIsNotWholeIsRefused() throws IOException {
        List<PackageDescription> packages = packages();
        Path bundle = fetch(packages);
        Path app = bundle.resolve("app-1-1.noarch.rpm");
        byte[] content = Files.readAllBytes(app);
        flip(app);
        expectRefusal(packages, bundle, "from the bundle " + bundle + " is another one than expected: its SHA-256 is ");
        Files.write(app, Arrays.copyOf(content, content.length - 1));
        expectRefusal(packages, bundle, "bytes instead of " + content.length);
        Files.delete(app);
        expectRefusal(packages, bundle, "Can't find app-1-1.noarch.rpm in the bundle " + bundle);
        Files.createSymbolicLink(app, archive("app"));
        expectRefusal(packages, bundle, "Can't find app-1-1.noarch.rpm in the bundle " + bundle);
    }

    @Test
    void lockedPackagesThatNobodyNeedsOrThatLackOneAreRefused() throws IOException {
        add("other", "1");
        publish();
        List<PackageDescription> packages = packages();
        var more = new ArrayList<>(packages);
        more.addAll(build.resolve("openeuler", source(), List.of("other")).packages().stream()
                .filter(described -> described.name().equals("other"))
                .toList());
        expectRefusal(more, fetch(more), "The lock file has packages that nothing asks for: other-1-1.noarch.");
        List<PackageDescription> fewer = packages.stream()
                .filter(described -> !described.name().equals("lib"))
                .toList();
        expectRefusal(fewer, fetch(fewer), "nothing provides lib");
    }

    @Test
    void aPackageByTheNameOfAnotherOneIsRefused() throws IOException {
        add("other", "1");
        publish();
        List<PackageDescription> packages = new ArrayList<>(packages());
        PackageDescription other = build.resolve("openeuler", source(), List.of("other")).packages().stream()
                .filter(described -> described.name().equals("other"))
                .findAny()
                .orElseThrow();
        packages.replaceAll(described -> described.name().equals("app")
                ? new PackageDescription(
                        "app", "1-1", "noarch", other.size(), other.installed(), other.url(), other.digest())
                : described);
        expectRefusal(packages, fetch(packages), "another package than the lock file says: app-1-1.noarch.");
    }

    @Test
    void aPackageThatSomebodyElseSignedIsRefused() throws IOException {
        try (var other = SigningKey.make()) {
            RpmRepository.add(repository, other, "app", "1", "lib");
        }
        publish();
        List<PackageDescription> packages = packages();
        expectRefusal(packages, fetch(packages), "Public key for app-1-1.noarch.rpm is not installed");
    }

    @Test
    void heldPackagesStayUnlessTheOthersNeedNewOnes() throws IOException {
        List<PackageDescription> before = packages();
        List<PackageDescription> lib = before.stream()
                .filter(described -> described.name().equals("lib"))
                .toList();
        add("lib", "2");
        add("app", "2", "lib");
        publish();
        assertThat(versions(List.of())).contains("app 2-1", "lib 2-1");
        assertThat(versions(before)).contains("app 1-1", "lib 1-1");
        assertThat(versions(lib)).contains("app 2-1", "lib 1-1");
        add("app", "3", "lib (>= 2)");
        publish();
        assertThat(versions(lib)).contains("app 3-1", "lib 2-1");
        assertThat(versions(before)).contains("app 1-1", "lib 1-1");
        Files.delete(archive("app"));
        publish();
        assertThat(versions(before)).contains("app 2-1", "lib 1-1");
    }

    @Test
    void heldPackagesAreDownloadedAsTheyWereChosen() throws IOException {
        List<PackageDescription> before = packages();
        add("app", "2", "lib");
        publish();
        Path bundle = Files.createDirectory(directory.resolve("bundle"));
        build.resolve(source(), NAMES, before).fetchInto(bundle);
        assertThat(bundle.resolve("app-1-1.noarch.rpm")).hasSameBinaryContentAs(archive("app"));
    }

    private List<String> versions(List<PackageDescription> held) throws IOException {
        return build.resolve(source(), NAMES, held).packages().stream()
                .map(described -> described.name() + " " + described.version())
                .toList();
    }

    private void add(String name, String version, String... requires) throws IOException {
        RpmRepository.add(repository, key, name, version, requires);
    }

    private void publish() {
        RpmRepository.index(repository, key);
    }

    private Path publicKey() {
        return repository.resolve("RPM-GPG-KEY-fixture");
    }

    private Source.RepositoryList source() {
        return DnfBuild.signed(server.url(), publicKey());
    }

    private Source.RepositoryList local() {
        return DnfBuild.signed(repository.toUri().toString(), publicKey());
    }

    private Path archive(String name) {
        return repository.resolve(name + "-1-1.noarch.rpm");
    }

    private static String digest(List<PackageDescription> packages, String name) {
        return packages.stream()
                .filter(described -> described.name().equals(name))
                .map(described -> described.digest().substring("sha256:".length()))
                .findAny()
                .orElseThrow();
    }

    private static void flip(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        content[content.length - 1] ^= 1;
        Files.write(file, content);
    }

    private List<PackageDescription> packages() throws IOException {
        return packages(source());
    }

    private List<PackageDescription> packages(Source.RepositoryList source) throws IOException {
        return build.resolve("openeuler", source, NAMES).packages();
    }

    private Transaction locked(Source.RepositoryList source, List<PackageDescription> packages, Optional<Path> bundle)
            throws IOException {
        return build.locked(source, new LockedPackages(NAMES, packages, bundle));
    }

    private Path fetch(List<PackageDescription> packages) throws IOException {
        Path bundle = Files.createTempDirectory(directory, "bundle");
        locked(source(), packages, Optional.empty()).fetchInto(bundle);
        return bundle;
    }

    private void expectFailure(List<PackageDescription> packages, String... words) {
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> fetch(packages))
                .satisfies(failure -> assertThat(failure.getMessage()).contains(words));
    }

    /** Nothing is installed. */
    private void expectRefusal(List<PackageDescription> packages, Path bundle, String words) throws IOException {
        Path root = Files.createDirectory(directory.resolve("root"));
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(
                        () -> locked(source(), packages, Optional.of(bundle)).installInto(root))
                .withMessageContaining(words);
        assertThat(Tool.run("rpm", "--define=_dbpath /var/lib/rpm", "--root=" + root, "--query", "--all")
                        .lines())
                .noneMatch(line -> !line.startsWith("gpg-pubkey"));
        build.removeRoots("root");
    }

    /** What dnf would do with a bundle as its only repository. */
    private String dnfInstallsFrom(Path bundle) {
        return Tool.run(
                        "dnf",
                        "--installroot=" + directory.resolve("judge"),
                        "--setopt=reposdir=" + directory.resolve("none"),
                        "--repofrompath=bundle," + bundle.toUri(),
                        "--releasever=1",
                        "--nogpgcheck",
                        "--assumeyes",
                        "--downloadonly",
                        "install",
                        "app")
                .expectSuccess()
                .text();
    }
}
