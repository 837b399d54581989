package org.kubeos.kbimg.rootfs.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
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
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.host.ProcessRunner;
import org.kubeos.kbimg.host.Progress;
import org.kubeos.kbimg.host.Sandbox;
import org.kubeos.kbimg.host.WorkDirectory;
import org.kubeos.kbimg.rootfs.PackageInstaller.Transaction;
import org.kubeos.testkit.AptRepository;
import org.kubeos.testkit.SigningKey;

/** The real apt with a repository of the test's own: what it offers, who signs it, and whether it can be reached. */
class AptInstallerIT {

    private static final Set<PosixFilePermission> PASSABLE = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final List<String> ESSENTIAL = List.of("Essential: yes");

    @TempDir
    private Path directory;

    @TempDir
    private static Path keyDirectory;

    private static SigningKey key;

    private final List<String> warnings = new ArrayList<>();
    private AptRepository repository;
    private HttpServer server;

    @BeforeAll
    static void makeKey() throws IOException {
        key = newKey("k");
        // Apt may read it as a user of its own.
        Files.setPosixFilePermissions(keyDirectory, PASSABLE);
        Files.setPosixFilePermissions(key.publicKey().getParent(), PASSABLE);
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
        server = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                repository.root().toRealPath(),
                OutputLevel.NONE);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", ".sources", ".list"})
    void repositoriesAreGivenInThreeWays(String way) throws IOException {
        Source.Repositories source = switch (way) {
            case "list" -> list(url());
            case ".sources" ->
                file(
                        "own.sources",
                        "Types: deb\nURIs: " + url() + "\nSuites: flat/\nSigned-By: " + key.publicKey() + "\n");
            default -> file("own.list", "deb [signed-by=" + key.publicKey() + "] " + url() + " flat/\n");
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
        try (var other = newKey("other")) {
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
        server.stop(0);
        expectFailure(list(url()), "container", "Could not connect to", url());
    }

    @Test
    void whatWasReachedBeforeIsUsedAgainWithAWarning() throws IOException {
        String before = resolve(list(url()), "container");
        server.stop(0);
        assertThat(resolve(list(url()), "container")).isEqualTo(before);
        assertThat(resolve(list(url()), "base")).startsWith("base_1_all.deb ");
        assertThat(warnings).hasSize(2).allMatch(warning -> warning.contains("Could not connect to"));
    }

    @Test
    void aSignatureThatBecameWrongIsAnErrorAlthoughThereAreEarlierLists() throws IOException {
        resolve(list(url()), "container");
        try (var other = newKey("other")) {
            repository.publish(other);
            expectFailure(list(url()), "container", "NO_PUBKEY");
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void anUnknownPackageIsNamedWithWhatMayBeMeant() {
        expectFailure(
                list(url()), "containr", "the repositories have no containr (did you mean container?). Check the");
    }

    private static SigningKey newKey(String name) throws IOException {
        return SigningKey.create(Files.createTempDirectory(keyDirectory, name));
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private Source.RepositoryList list(String url) {
        return new Source.RepositoryList(List.of(new Source.Repository(
                "own", url, Optional.of(AptRepository.SUITE), List.of(), Optional.of(key.publicKey()))));
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
        Sandbox sandbox = Sandbox.onHost(new ProcessRunner(Progress.SILENT));
        Path cache = directory.resolve("cache");
        var installer =
                new AptInstaller(profile, profile.on(Architecture.host()), source, cache, sandbox, new Warnings());
        try (var work = WorkDirectory.create(cache.resolve("work"), sandbox)) {
            Transaction transaction = installer.resolve(List.of(name), work.path());
            return transaction.fingerprint();
        }
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
