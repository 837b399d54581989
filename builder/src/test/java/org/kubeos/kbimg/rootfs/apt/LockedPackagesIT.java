package org.kubeos.kbimg.rootfs.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.Architecture;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.host.Fingerprint;
import org.kubeos.kbimg.host.sandbox.BuildSandboxes;
import org.kubeos.kbimg.host.sandbox.WorkDirectory;
import org.kubeos.kbimg.rootfs.packages.InstallContext;
import org.kubeos.kbimg.rootfs.packages.LockedPackages;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.kbimg.rootfs.packages.PackageInstaller.Transaction;
import org.kubeos.kbimg.rootfs.packages.RepositoryState;
import org.kubeos.process.Progress;
import org.kubeos.testkit.AptRepository;
import org.kubeos.testkit.SigningKey;
import org.kubeos.testkit.Tool;
import org.kubeos.testkit.WebDirectory;

/** The real apt with a repository of the test's own, which moves on, loses archives, or serves other ones. */
class LockedPackagesIT {

    private static final List<String> NAMES = List.of("container");

    @TempDir
    private Path directory;

    @TempDir
    private static Path keyDirectory;

    private static SigningKey key;
    private static Path publicKey;

    private final BuildSandboxes sandboxes = BuildSandboxes.of(Instant.EPOCH, Progress.SILENT);
    private AptRepository repository;
    private WebDirectory server;

    @FunctionalInterface
    private interface Use<T> {
        T of(Transaction transaction) throws IOException;
    }

    @BeforeAll
    static void makeKey() throws IOException {
        key = SigningKey.make();
        publicKey = key.exportBinaryTo(keyDirectory.resolve("public.gpg"));
        Files.setPosixFilePermissions(keyDirectory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterAll
    static void endAgent() {
        key.close();
    }

    @BeforeEach
    void servedRepository() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        repository = new AptRepository(directory.resolve("repository"))
                .add("base", "1", List.of("Essential: yes"), "")
                .add("container", "1", List.of("Depends: base"), "")
                .publish(key);
        server = WebDirectory.serve(repository.root());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void lockedPackagesAreTheSameAsThoseThatWereAskedFor() throws IOException {
        String asked = resolved(List.of(), Transaction::fingerprint);
        List<PackageDescription> packages = packages();
        server.close();
        assertThat(locked(packages, Transaction::fingerprint)).isEqualTo(asked);
        assertThat(locked(packages, Transaction::packages)).isEqualTo(packages);
        assertThat(locked(packages, Transaction::repositories)).isEmpty();
    }

    @Test
    void theReleaseFileStandsForARepository() throws IOException {
        Path release = repository.root().resolve(AptRepository.SUITE + "InRelease");
        assertThat(resolved(List.of(), Transaction::repositories))
                .containsExactly(new RepositoryState(
                        url(AptRepository.SUITE + "InRelease"), "sha256:" + Fingerprint.of(release)));
    }

    @Test
    void aRepositoryThatMovedOnStillServesWhatIsLocked() throws IOException {
        List<PackageDescription> packages = packages();
        repository.add("container", "2", List.of("Depends: base"), "").publish(key);
        Path bundle = fetch(packages);
        assertThat(bundle.toFile().list())
                .containsExactlyInAnyOrder("Packages", "base_1_all.deb", "container_1_all.deb");
        assertThat(aptInstallsFrom(bundle)).contains("Inst base (1 ", "Inst container (1 ");
    }

    @Test
    void anOlderIndexChangesNothing() throws IOException {
        Map<Path, byte[]> older = new HashMap<>();
        for (String name : List.of("Packages", "Release", "InRelease")) {
            older.put(archive(name), Files.readAllBytes(archive(name)));
        }
        repository.add("container", "2", List.of("Depends: base"), "").publish(key);
        List<PackageDescription> packages = packages();
        for (Map.Entry<Path, byte[]> file : older.entrySet()) {
            Files.write(file.getKey(), file.getValue());
        }
        assertThat(fetch(packages).resolve("container_2_all.deb"))
                .hasSameBinaryContentAs(archive("container_2_all.deb"));
    }

    @Test
    void anArchiveThatIsGoneIsNamed() throws IOException {
        List<PackageDescription> packages = packages();
        Files.delete(archive("container_1_all.deb"));
        expectFailure(packages, url(AptRepository.SUITE + "container_1_all.deb"), "404", "kbimg lock --update");
    }

    @Test
    void anotherArchiveUnderTheSameUrlIsRefused() throws IOException {
        List<PackageDescription> packages = packages();
        flip(archive("container_1_all.deb"));
        expectFailure(packages, "Hash Sum mismatch", "container_1_all.deb");
    }

    @Test
    void aTruncatedArchiveIsRefused() throws IOException {
        List<PackageDescription> packages = packages();
        truncate(archive("container_1_all.deb"));
        expectFailure(packages, "unexpected size", "container_1_all.deb");
    }

    @Test
    void whatWasDownloadedBeforeAFailureIsKept() throws IOException {
        List<PackageDescription> packages = packages();
        byte[] container = Files.readAllBytes(archive("container_1_all.deb"));
        Files.delete(archive("container_1_all.deb"));
        expectFailure(packages, "404");
        Files.write(archive("container_1_all.deb"), container);
        Files.delete(archive("base_1_all.deb"));
        assertThat(fetch(packages).resolve("base_1_all.deb")).exists();
    }

    @Test
    void aDamagedArchiveInTheCacheIsDownloadedAgain() throws IOException {
        List<PackageDescription> packages = packages();
        fetch(packages);
        Path cached = directory
                .resolve("cache/debs")
                .resolve(packages.getFirst().digest().substring("sha256:".length()));
        flip(cached);
        assertThat(fetch(packages).resolve("base_1_all.deb")).hasSameBinaryContentAs(archive("base_1_all.deb"));
        assertThat(cached).hasSameBinaryContentAs(archive("base_1_all.deb"));
    }

    @Test
    void aBundleThatIsNotWholeIsRefused() throws IOException {
        List<PackageDescription> packages = packages();
        Path bundle = fetch(packages);
        server.close();
        Path archive = bundle.resolve("container_1_all.deb");
        byte[] right = Files.readAllBytes(archive);
        flip(archive);
        expectRefusal(packages, bundle, "from " + bundle + " is another one than expected: its SHA-256 is ");
        Files.write(archive, right);
        truncate(archive);
        expectRefusal(packages, bundle, "bytes instead of " + right.length);
        Files.delete(archive);
        expectRefusal(packages, bundle, "has no container_1_all.deb. Make the bundle again with 'kbimg fetch'.");
    }

    @Test
    void lockedPackagesThatNobodyNeedsOrThatLackOneAreRefused() throws IOException {
        repository.add("other", "1", List.of(), "").publish(key);
        List<PackageDescription> packages = packages();
        List<PackageDescription> more = new ArrayList<>(packages);
        more.addAll(resolve(
                List.of("other"),
                List.of(),
                transaction -> transaction.packages().stream()
                        .filter(described -> described.name().equals("other"))
                        .toList()));
        expectRefusal(more, fetch(more), "Locked, but not needed, or by another name: other_1_all.deb.");
        List<PackageDescription> fewer = List.of(packages.getLast());
        expectRefusal(fewer, fetch(fewer), "container : Depends: base but it is not installable");
    }

    @Test
    void aPackageByTheNameOfAnotherOneIsRefused() throws IOException {
        repository.add("other", "1", List.of(), "").publish(key);
        PackageDescription base = packages().getFirst();
        PackageDescription container = packages().getLast();
        var renamed = new PackageDescription(
                "other", "1", "all", container.size(), Optional.empty(), container.url(), container.digest());
        List<PackageDescription> packages = List.of(base, renamed);
        expectRefusal(packages, fetch(packages), "The locked packages are not those that apt installs");
    }

    @Test
    void heldPackagesStayUnlessTheOthersNeedNewOnes() throws IOException {
        List<PackageDescription> before = packages();
        repository
                .add("base", "2", List.of("Essential: yes"), "")
                .add("container", "2", List.of("Depends: base"), "")
                .publish(key);
        assertThat(resolved(List.of(), LockedPackagesIT::versions)).containsExactly("base 2", "container 2");
        assertThat(resolved(before, LockedPackagesIT::versions)).containsExactly("base 1", "container 1");
        assertThat(resolved(List.of(before.getFirst()), LockedPackagesIT::versions))
                .containsExactly("base 1", "container 2");
        repository.add("container", "3", List.of("Depends: base (>= 2)"), "").publish(key);
        assertThat(resolved(List.of(before.getFirst()), LockedPackagesIT::versions))
                .containsExactly("base 2", "container 3");
    }

    private static List<String> versions(Transaction transaction) {
        return transaction.packages().stream()
                .map(described -> described.name() + " " + described.version())
                .toList();
    }

    private String url(String file) {
        return server.url().replaceFirst("/*$", "/") + file;
    }

    private Path archive(String name) {
        return repository.root().resolve(AptRepository.SUITE + name);
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    private static void truncate(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    }

    private List<PackageDescription> packages() throws IOException {
        return resolved(List.of(), Transaction::packages);
    }

    private Path fetch(List<PackageDescription> packages) throws IOException {
        Path bundle = Files.createTempDirectory(directory, "bundle");
        locked(packages, transaction -> {
            transaction.fetchInto(bundle);
            return "";
        });
        return bundle;
    }

    private void expectFailure(List<PackageDescription> packages, String... words) {
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> fetch(packages))
                .satisfies(failure -> assertThat(failure.getMessage()).contains(words));
    }

    /** Nothing of the packages is unpacked. */
    private void expectRefusal(List<PackageDescription> packages, Path bundle, String words) throws IOException {
        use(new Source.RepositoryList(List.of()), (installer, work) -> {
            Path root = Files.createDirectory(work.resolve("root"));
            Transaction transaction = installer.locked(new LockedPackages(NAMES, packages, Optional.of(bundle)), work);
            assertThatExceptionOfType(BuildException.class)
                    .isThrownBy(() -> transaction.installInto(root))
                    .withMessageContaining(words);
            assertThat(root.resolve("var/lib/dpkg/info")).doesNotExist();
            return "";
        });
    }

    /** What apt would do with a bundle as its only repository. */
    private String aptInstallsFrom(Path bundle) throws IOException {
        Path state = Files.createTempDirectory(directory, "judge");
        for (String made : List.of("lists/partial", "archives/partial")) {
            Files.createDirectories(state.resolve(made));
        }
        Files.writeString(state.resolve("status"), "");
        Files.writeString(state.resolve("own.list"), "deb [trusted=yes] copy:" + bundle + " ./\n");
        Path configuration = Files.writeString(state.resolve("apt.conf"), """
                Dir::State::status "%1$s/status";
                Dir::State::lists "%1$s/lists";
                Dir::Cache "%1$s";
                Dir::Etc::sourcelist "%1$s/own.list";
                Dir::Etc::sourceparts "/dev/null";
                Dir::Etc::preferencesparts "/dev/null";
                APT::Sandbox::User "root";
                pkgCacheGen::ForceEssential ",";
                """.formatted(state));
        String variable = "APT_CONFIG=" + configuration;
        Tool.run("env", variable, "apt-get", "update").expectSuccess();
        return Tool.run("env", variable, "apt-get", "install", "--simulate", "container")
                .expectSuccess()
                .text();
    }

    @FunctionalInterface
    private interface Work<T> {
        T with(AptInstaller installer, Path work) throws IOException;
    }

    private <T> T resolved(List<PackageDescription> held, Use<T> use) throws IOException {
        return resolve(NAMES, held, use);
    }

    private <T> T resolve(List<String> names, List<PackageDescription> held, Use<T> use) throws IOException {
        return use(source(), (installer, work) -> use.of(installer.resolve(names, held, work)));
    }

    private <T> T locked(List<PackageDescription> packages, Use<T> use) throws IOException {
        return use(
                source(),
                (installer, work) ->
                        use.of(installer.locked(new LockedPackages(NAMES, packages, Optional.empty()), work)));
    }

    private Source.RepositoryList source() {
        return new Source.RepositoryList(List.of(new Source.Repository(
                "own", server.url(), Optional.of(AptRepository.SUITE), List.of(), Optional.of(publicKey))));
    }

    private <T> T use(Source.Repositories source, Work<T> task) throws IOException {
        var profile = DistributionProfile.of("debian");
        Path cache = directory.resolve("cache");
        var installer = new AptInstaller(new InstallContext(
                profile, profile.on(Architecture.host()), source, cache, sandboxes, Progress.SILENT));
        try (var work = WorkDirectory.create(cache.resolve("work"), sandboxes.files())) {
            return task.with(installer, work.path());
        }
    }
}
