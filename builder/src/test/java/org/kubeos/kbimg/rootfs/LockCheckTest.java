package org.kubeos.kbimg.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.host.Fingerprint;
import org.kubeos.kbimg.rootfs.lock.LoadedLock;
import org.kubeos.kbimg.rootfs.lock.LockFile;
import org.kubeos.kbimg.rootfs.lock.LockedPart;
import org.kubeos.kbimg.rootfs.lock.LockedSource;

class LockCheckTest {

    private static final String START = "version: v1\ndistribution: debian\narchitecture: x86_64\n";
    private static final String REPOSITORY =
            "source: {repository: [{name: a, url: 'https://example.org/debian', suite: bookworm, components: [main]}]}\n";

    @TempDir
    private Path directory;

    private ImageConfig config(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("kbimg.yaml"), START + text);
        return new ConfigReader(DistributionProfile.names()).read(file, List.of());
    }

    /** A lock that fits, but for the packages. */
    private static LockFile lock(ImageConfig config) {
        Map<LockedPart.Name, LockedPart> parts = new EnumMap<>(LockedPart.Name.class);
        Map<LockedPart.Name, PackageRequests> requests = PackageRequests.of(config);
        requests.remove(LockedPart.Name.ADMIN);
        requests.forEach((name, request) ->
                parts.put(name, new LockedPart(request.names(), request.sources(), List.of(), List.of())));
        return new LockFile(
                "1", config.distribution(), PackageRequests.profile(config), "x86_64", Optional.empty(), parts);
    }

    private static List<String> differences(ImageConfig config, LockFile lock) throws IOException {
        return LockCheck.differences(config, lock, false);
    }

    private static LockFile with(LockFile lock, String architecture, String profile, Optional<LockedSource> source) {
        return new LockFile(lock.tool(), lock.distribution(), profile, architecture, source, lock.parts());
    }

    @Test
    void aLockOfTheSameConfigFits() throws IOException {
        ImageConfig config = config(REPOSITORY);
        assertThat(differences(config, lock(config))).isEmpty();
        assertThat(lock(config).parts().get(LockedPart.Name.NODE).sources())
                .containsExactly("https://example.org/debian bookworm main");
    }

    @Test
    void filesOfRepositoriesAreKnownByTheirNames() throws IOException {
        Files.createDirectories(directory.resolve("a"));
        Files.writeString(directory.resolve("a/own.list"), "deb https://me:pw@example.org/debian bookworm main\n");
        ImageConfig config = config("source: {repository: a/own.list}\n");
        assertThat(lock(config).parts().get(LockedPart.Name.NODE).sources()).containsExactly("file own.list");
    }

    @Test
    void otherPackagesAreNamed() throws IOException {
        LockFile lock = lock(config(REPOSITORY + "packages: [dash, jq]\n"));
        assertThat(differences(config(REPOSITORY + "packages: [dash, nginx]\n"), lock))
                .containsExactly("node: not locked: nginx", "node: locked, but no longer asked for: jq");
    }

    @Test
    void otherRepositoriesAreNamed() throws IOException {
        assertThat(differences(config(REPOSITORY.replace("bookworm", "trixie")), lock(config(REPOSITORY))))
                .containsExactly("node: the repositories are https://example.org/debian trixie main in the config, and"
                        + " https://example.org/debian bookworm main in the lock");
        assertThat(differences(config("source: {repository: host}\n"), lock(config(REPOSITORY))))
                .containsExactly("node: the repositories are host in the config, and"
                        + " https://example.org/debian bookworm main in the lock");
    }

    @Test
    void partsThatComeAndGoAreNamed() throws IOException {
        String pxe = "pxe: {url: 'http://example.org/kubeos.tar', disk: /dev/sda}\n";
        assertThat(differences(config(REPOSITORY + pxe), lock(config(REPOSITORY))))
                .contains("the config asks for packages for the installer, which are not locked");
        assertThat(differences(config(REPOSITORY), lock(config(REPOSITORY + pxe))))
                .contains("packages for the installer are locked, which the config does not ask for");
    }

    @Test
    void theAdminContainersPackagesMayBeMissingButNotWrong() throws IOException {
        ImageConfig config = config(REPOSITORY);
        assertThat(LockCheck.differences(config, lock(config), true))
                .containsExactly("the config asks for packages for the admin, which are not locked");
        Map<LockedPart.Name, LockedPart> parts = new EnumMap<>(lock(config).parts());
        parts.put(LockedPart.Name.ADMIN, new LockedPart(List.of("jq"), List.of("host"), List.of(), List.of()));
        var lock = new LockFile("1", "debian", PackageRequests.profile(config), "x86_64", Optional.empty(), parts);
        assertThat(differences(config, lock))
                .hasSize(3)
                .contains("admin: locked, but no longer asked for: jq")
                .allMatch(difference -> difference.startsWith("admin: "));
    }

    @Test
    void anotherArchitectureIsAllThatIsSaid() throws IOException {
        ImageConfig config = config(REPOSITORY);
        LockFile lock = lock(config);
        assertThat(differences(config, with(lock, "aarch64", "0", Optional.empty())))
                .containsExactly("the architecture is x86_64 in the config, and aarch64 in the lock");
    }

    @Test
    void anotherProfileIsNamedWithTheVersionThatHadIt() throws IOException {
        ImageConfig config = config(REPOSITORY);
        assertThat(differences(config, with(lock(config), "x86_64", "0".repeat(64), Optional.empty())))
                .containsExactly(
                        "the profile of debian has changed with the version of kbimg; the lock is of version 1");
    }

    @Test
    void archivesAreComparedByTheirDigest() throws IOException {
        Path archive = Files.writeString(directory.resolve("kubeos.tar"), "one");
        ImageConfig config = config("source: {archive: kubeos.tar}\n");
        String digest = "sha256:" + Fingerprint.of(archive);
        LockFile lock = with(
                lock(config), "x86_64", PackageRequests.profile(config), Optional.of(new LockedSource.Archive(digest)));
        assertThat(differences(config, lock)).isEmpty();
        Files.writeString(archive, "two");
        assertThat(differences(config, lock))
                .containsExactly("the archive " + archive + " is sha256:" + Fingerprint.of(archive) + ", and " + digest
                        + " is locked");
        assertThat(differences(config(REPOSITORY), lock))
                .contains("the root file system comes from another kind of source");
    }

    @Test
    void theMessageListsWhatDiffersAndWhatToDo() throws IOException {
        var lock = new LoadedLock(Path.of("kbimg.lock"), "0".repeat(64), lock(config(REPOSITORY)), Optional.empty());
        ImageConfig config = config(REPOSITORY + "packages: [nginx]\n");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> LockCheck.require(config, lock))
                .withMessage("The lock file kbimg.lock does not fit the config:\n  - node: not locked: nginx\n"
                        + "Lock the packages again with 'kbimg lock', or build without the lock with --no-lock.");
    }
}
