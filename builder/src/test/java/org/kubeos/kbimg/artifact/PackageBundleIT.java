package org.kubeos.kbimg.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.BuildInfo;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.host.Fingerprint;
import org.kubeos.kbimg.rootfs.lock.LoadedLock;
import org.kubeos.kbimg.rootfs.lock.LockFile;
import org.kubeos.kbimg.rootfs.lock.LockFiles;
import org.kubeos.kbimg.rootfs.lock.LockedPart;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.process.Progress;
import org.kubeos.testkit.AptRepository;
import org.kubeos.testkit.WebDirectory;

/** Bundles that appear and are replaced as a whole, with the real apt and a repository of the test's own. */
class PackageBundleIT {

    @TempDir
    private Path directory;

    private AptRepository repository;
    private WebDirectory server;
    private ImageConfig config;
    private Path bundle;

    @BeforeEach
    void serveRepository() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        repository = new AptRepository(directory.resolve("repository"))
                .add("first", "1", List.of(), "")
                .add("second", "1", List.of(), "")
                .add("third", "1", List.of(), "")
                .publish();
        server = WebDirectory.serve(repository.root());
        Path file = Files.writeString(
                directory.resolve("node.yaml"),
                "version: v1\ndistribution: debian\nsource: {repository: [{name: own, url: '" + server.url()
                        + "', suite: flat/}]}\n");
        config = new ConfigReader(DistributionProfile.names()).read(file, List.of());
        bundle = directory.resolve("bundle");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aBundleIsReplacedAsAWholeOrNotAtAll() throws IOException {
        LoadedLock lock = lock("first", "second");
        fetch(lock);
        List<String> before = files();
        assertThat(before)
                .containsExactly("kbimg.lock", "node/Packages", "node/first_1_all.deb", "node/second_1_all.deb");
        assertThat(bundle.resolve("kbimg.lock")).hasSameBinaryContentAs(lock.file());

        LoadedLock other = lock("second", "third");
        Path gone = archive("third");
        byte[] third = Files.readAllBytes(gone);
        Files.delete(gone);
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> fetch(other))
                .withMessageContaining("third_1_all.deb");
        assertThat(files()).isEqualTo(before);
        assertThat(bundle.resolve("kbimg.lock"))
                .hasBinaryContent(LockFiles.text(lock.lock()).getBytes(StandardCharsets.UTF_8));

        Files.write(gone, third);
        fetch(other);
        assertThat(files())
                .containsExactly("kbimg.lock", "node/Packages", "node/second_1_all.deb", "node/third_1_all.deb");
        assertThat(bundle.resolve("kbimg.lock")).hasSameBinaryContentAs(other.file());
    }

    @Test
    void aFirstBundleThatFailsLeavesNothing() throws IOException {
        LoadedLock lock = lock("first");
        Files.delete(archive("first"));
        assertThatExceptionOfType(BuildException.class).isThrownBy(() -> fetch(lock));
        assertThat(bundle).doesNotExist();
    }

    @Test
    void aLockOfAnotherConfigIsRefused() throws IOException {
        LoadedLock lock = lock("first");
        Path file = Files.writeString(
                directory.resolve("other.yaml"),
                "version: v1\ndistribution: debian\nsource: {repository: [{name: own, url: 'http://other.example.org',"
                        + " suite: flat/}]}\n");
        config = new ConfigReader(DistributionProfile.names()).read(file, List.of());
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> fetch(lock))
                .withMessageContaining("node: the repositories are http://other.example.org flat/ in the config");
        assertThat(bundle).doesNotExist();
    }

    private void fetch(LoadedLock lock) throws IOException {
        var context = new BuildContext(BuildInfo.load(), Instant.EPOCH, directory.resolve("cache"), Progress.SILENT);
        PackageBundle.fetch(config, lock, bundle, context);
    }

    private Path archive(String name) {
        return repository.root().resolve(AptRepository.SUITE + name + "_1_all.deb");
    }

    /** A lock that fits the config; the packages are others than those that it would come to. */
    private LoadedLock lock(String... names) throws IOException {
        var packages = new ArrayList<PackageDescription>();
        for (String name : names) {
            Path archive = archive(name);
            packages.add(new PackageDescription(
                    name,
                    "1",
                    "all",
                    new DataSize(Files.size(archive)),
                    Optional.empty(),
                    server.url().replaceFirst("/*$", "/") + AptRepository.SUITE + archive.getFileName(),
                    "sha256:" + Fingerprint.of(archive)));
        }
        DistributionProfile profile = DistributionProfile.of("debian");
        var node = new LockedPart(
                profile.bootPackages(config.architecture(), config.firmware(), config.machine()),
                List.of(server.url() + " flat/"),
                List.of(),
                packages);
        var lock = new LockFile(
                "1",
                "debian",
                Fingerprint.of(profile.toString()),
                config.architecture().key(),
                Optional.empty(),
                Map.of(LockedPart.Name.NODE, node));
        Path file = directory.resolve(String.join("-", names) + ".lock");
        LockFiles.write(lock, file);
        return LockFiles.read(file, Optional.empty());
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(bundle)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> bundle.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
