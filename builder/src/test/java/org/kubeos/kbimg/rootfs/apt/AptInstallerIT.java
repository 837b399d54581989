package org.kubeos.kbimg.rootfs.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.Architecture;
import org.kubeos.kbimg.config.SignaturePolicy;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.host.sandbox.BuildSandboxes;
import org.kubeos.kbimg.host.sandbox.WorkDirectory;
import org.kubeos.kbimg.rootfs.Recorder;
import org.kubeos.kbimg.rootfs.packages.InstallContext;
import org.kubeos.kbimg.rootfs.packages.PackageInstaller.Transaction;
import org.kubeos.process.Progress;
import org.kubeos.testkit.AptRepository;
import org.kubeos.testkit.SigningKey;
import org.kubeos.testkit.TestCertificates;
import org.kubeos.testkit.WebDirectory;

/** The real apt with a repository of the test's own: what it offers, who signs it, and whether it can be reached. */
class AptInstallerIT {

    private static final Set<PosixFilePermission> PASSABLE = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final List<String> ESSENTIAL = List.of("Essential: yes");

    @TempDir
    private Path directory;

    @TempDir
    private static Path keyDirectory;

    private static SigningKey key;
    private static Path publicKey;

    private final Recorder recorder = new Recorder();
    private AptRepository repository;
    private WebDirectory server;

    @BeforeAll
    static void makeKey() throws IOException {
        key = SigningKey.make();
        publicKey = key.exportBinaryTo(keyDirectory.resolve("public.gpg"));
        // Apt may read it as a user of its own.
        Files.setPosixFilePermissions(keyDirectory, PASSABLE);
    }

    @AfterAll
    static void endAgent() {
        key.close();
    }

    @BeforeEach
    void servedRepository() throws IOException {
        repository = new AptRepository(directory.resolve("repository"))
                .add("base", "1", ESSENTIAL, "")
                .add("container", "1", List.of("Depends: base"), "")
                .publish(key);
        Files.setPosixFilePermissions(directory, PASSABLE);
        server = WebDirectory.serve(repository.root());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", ".sources", ".list"})
    void repositoriesAreGivenInThreeWays(String way) throws IOException {
        Source.Repositories source = switch (way) {
            case "list" -> list(url());
            case ".sources" ->
                file("own.sources", "Types: deb\nURIs: " + url() + "\nSuites: flat/\nSigned-By: " + publicKey + "\n");
            default -> file("own.list", "deb [signed-by=" + publicKey + "] " + url() + " flat/\n");
        };
        assertThat(resolve(source, "container"))
                .matches("base_1_all.deb [0-9a-f]{64}\ncontainer_1_all.deb [0-9a-f]{64}\n");
    }

    @Test
    void packagesOfADirectoryOnThisMachineAreDownloadedLikeOthers() throws IOException {
        assertThat(resolve(list(repository.root().toUri().toString()), "container"))
                .startsWith("base_1_all.deb ");
    }

    @Test
    void aNewVersionIsSeen() throws IOException {
        assertThat(resolve(list(url()), "container")).contains("container_1_all.deb");
        assertThat(resolve(list(url()), "container")).contains("container_1_all.deb");
        repository.add("container", "2", List.of(), "").publish(key);
        assertThat(resolve(list(url()), "container")).contains("container_2_all.deb");
    }

    @Test
    void aWrongKeyIsToldInAptsWords() throws IOException {
        try (var other = SigningKey.make()) {
            repository.publish(other);
            expectFailure(list(url()), "container", "couldn't be verified", "NO_PUBKEY");
        }
    }

    @Test
    void aMissingSignatureIsToldInAptsWords() throws IOException {
        repository.removeSignature();
        expectFailure(list(url()), "container", "is not signed");
    }

    @Test
    void aRepositoryThatCanNotBeReachedIsToldWithItsAddress() {
        server.close();
        expectFailure(list(url()), "container", "Could not connect to", url());
    }

    @Test
    void aServerIsTrustedByTheAuthorityThatTheConfigNames() throws IOException {
        Path place = Files.createDirectory(directory.resolve("authority"));
        Files.setPosixFilePermissions(place, PASSABLE);
        var certificates = TestCertificates.create(place);
        try (var web = WebDirectory.serve(repository.root(), certificates)) {
            expectFailure(list(web.url()), "container", "Certificate verification failed", "with the key 'ca'");
            assertThat(resolve(list(web.url(), Optional.of(certificates.authority())), "container"))
                    .contains("container_1_all.deb");
        }
    }

    @Test
    void whatWasReachedBeforeIsUsedAgainWithAWarning() throws IOException {
        String before = resolve(list(url()), "container");
        server.close();
        assertThat(resolve(list(url()), "container")).isEqualTo(before);
        assertThat(resolve(list(url()), "base")).startsWith("base_1_all.deb ");
        assertThat(recorder.warnings()).hasSize(2).allMatch(warning -> warning.contains("Could not connect to"));
    }

    @Test
    void aSignatureThatBecameWrongIsAnErrorAlthoughThereAreEarlierLists() throws IOException {
        resolve(list(url()), "container");
        try (var other = SigningKey.make()) {
            repository.publish(other);
            expectFailure(list(url()), "container", "NO_PUBKEY");
        }
        assertThat(recorder.warnings()).isEmpty();
    }

    @Test
    void anUnknownPackageIsNamedWithWhatMayBeMeant() {
        expectFailure(
                list(url()), "containr", "the repositories have no containr (did you mean container?); check the");
    }

    private String url() {
        return server.url();
    }

    private Source.RepositoryList list(String url) {
        return list(url, Optional.empty());
    }

    private Source.RepositoryList list(String url, Optional<Path> authority) {
        return new Source.RepositoryList(List.of(new Source.Repository(
                "own",
                url,
                Optional.of(AptRepository.SUITE),
                List.of(),
                Optional.of(publicKey),
                SignaturePolicy.ALL,
                authority)));
    }

    private Source.RepositoryFile file(String name, String text) throws IOException {
        return new Source.RepositoryFile(Files.writeString(directory.resolve(name), text));
    }

    private void expectFailure(Source.Repositories source, String name, String... words) {
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> resolve(source, name))
                .satisfies(failure -> assertThat(failure.getMessage()).contains(words));
    }

    private String resolve(Source.Repositories source, String name) throws IOException {
        var profile = DistributionProfile.of("debian");
        BuildSandboxes sandboxes = BuildSandboxes.of(Instant.EPOCH, Progress.SILENT);
        Path cache = directory.resolve("cache");
        var installer = new AptInstaller(
                new InstallContext(profile, profile.on(Architecture.host()), source, cache, sandboxes, recorder));
        try (var work = WorkDirectory.create(cache.resolve("work"), sandboxes.files())) {
            Transaction transaction = installer.resolve(List.of(name), work.path());
            return transaction.fingerprint();
        }
    }
}
