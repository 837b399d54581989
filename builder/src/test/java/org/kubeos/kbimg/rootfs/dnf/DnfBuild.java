package org.kubeos.kbimg.rootfs.dnf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.config.Architecture;
import org.kubeos.kbimg.config.SignaturePolicy;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.host.sandbox.BuildSandboxes;
import org.kubeos.kbimg.rootfs.Recorder;
import org.kubeos.kbimg.rootfs.packages.InstallContext;
import org.kubeos.kbimg.rootfs.packages.LockedPackages;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.kbimg.rootfs.packages.PackageInstaller.Transaction;
import org.kubeos.testkit.TestCertificates;
import org.kubeos.testkit.Tool;
import org.kubeos.testkit.rpm.RpmRepository;

/** Installations from one repository into roots of one directory, with the cache of that directory. */
final class DnfBuild {

    static final RpmRepository FIXTURE =
            RpmRepository.fixture(Path.of("target/it/rpm-fixture").toAbsolutePath());

    private final Path directory;
    private final Recorder recorder = new Recorder();
    private final BuildSandboxes sandboxes = BuildSandboxes.of(Instant.EPOCH, recorder);

    DnfBuild(Path directory) {
        this.directory = directory;
    }

    /** The fixture with packages that a test may replace. */
    static Path copyOf(RpmRepository fixture, Path directory) {
        Path copy = directory.resolve("copy");
        Tool.run("cp", "--recursive", "--reflink=auto", fixture.directory().toString(), copy.toString())
                .expectSuccess();
        return copy;
    }

    static Path bashIn(Path repository) throws IOException {
        try (var files = Files.newDirectoryStream(repository, "bash-*.rpm")) {
            return files.iterator().next();
        }
    }

    static Source.RepositoryList signed(String url, Path key) {
        return list(new Source.Repository("test", url, Optional.empty(), List.of(), Optional.of(key)));
    }

    /** Signed, from a server that {@code certificates} are for. */
    static Source.RepositoryList signed(String url, Path key, TestCertificates certificates) {
        return list(new Source.Repository(
                "test",
                url,
                Optional.empty(),
                List.of(),
                Optional.of(key),
                SignaturePolicy.ALL,
                Optional.of(certificates.authority())));
    }

    static Source.RepositoryList list(Source.Repository repository) {
        return new Source.RepositoryList(List.of(repository));
    }

    /** Installs a package into {@code root} in the directory, which is returned. */
    Path install(Source.Repositories source, String name, String root) throws IOException {
        Path target = Files.createDirectory(directory.resolve(root));
        resolve("openeuler", source, List.of(name)).installInto(target);
        return target;
    }

    Transaction resolve(String distribution, Source.Repositories source, List<String> names) throws IOException {
        return installer(distribution, source).resolve(names, Files.createTempDirectory(directory, "work"));
    }

    /** The same with packages that keep their versions. */
    Transaction resolve(Source.Repositories source, List<String> names, List<PackageDescription> held)
            throws IOException {
        return installer("openeuler", source).resolve(names, held, Files.createTempDirectory(directory, "work"));
    }

    /** What a lock file names. */
    Transaction locked(Source.Repositories source, LockedPackages packages) throws IOException {
        return installer("openeuler", source).locked(packages, Files.createTempDirectory(directory, "work"));
    }

    private DnfInstaller installer(String distribution, Source.Repositories source) throws IOException {
        var profile = DistributionProfile.of(distribution);
        return new DnfInstaller(new InstallContext(
                profile,
                profile.on(Architecture.host()),
                source,
                Files.createDirectories(cache()),
                sandboxes,
                recorder));
    }

    Path cache() {
        return directory.resolve("cache");
    }

    List<String> warnings() {
        return recorder.warnings();
    }

    /** JUnit would warn of every link in a root that leads out of the directory. */
    void removeRoots(String... roots) {
        for (String root : roots) {
            Tool.run("rm", "-rf", directory.resolve(root).toString()).expectSuccess();
        }
    }
}
