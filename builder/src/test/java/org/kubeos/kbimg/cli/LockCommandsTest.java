package org.kubeos.kbimg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.rootfs.lock.LockFile;
import org.kubeos.kbimg.rootfs.lock.LockFiles;
import org.kubeos.kbimg.rootfs.lock.LockedPart;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

class LockCommandsTest {

    private static final List<String> NAMES = List.of("dash");

    @TempDir
    Path directory;

    private final FakeBuildService work = new FakeBuildService();
    private Path config;
    private Path lock;

    @BeforeEach
    void writeConfig() throws IOException {
        Path archive = Files.writeString(directory.resolve("kubeos.tar"), "a root file system");
        config = Files.writeString(
                directory.resolve("node.yaml"),
                "version: v1\ndistribution: debian\narchitecture: x86_64\nsource: {archive: " + archive + "}\n");
        lock = directory.resolve("node.lock");
    }

    private CommandLineRun run(String... args) {
        return CommandLineRun.of(work, args);
    }

    private static LockFile lockOf(PackageDescription... packages) {
        var part = new LockedPart(NAMES, List.of("host"), List.of(), List.of(packages));
        return new LockFile(
                "1", "debian", "0".repeat(64), "x86_64", Optional.empty(), Map.of(LockedPart.Name.NODE, part));
    }

    private static PackageDescription deb(String name, String version) {
        return new PackageDescription(
                name,
                version,
                "amd64",
                new DataSize(1),
                Optional.empty(),
                "http://x/" + name,
                "sha256:" + (version.replace(".", "") + "0".repeat(64)).substring(0, 64));
    }

    @Test
    void theFirstLockIsWritten() {
        work.locks = lockOf(deb("dash", "1"));
        CommandLineRun result = run("lock", "-f", config.toString());
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEqualTo(lock + " is written: 1 packages for the node.\n");
        assertThat(LockFiles.read(lock, Optional.empty()).lock()).isEqualTo(work.locks);
        assertThat(work.asked).containsExactly("lock v1 Some[names=[]]");
    }

    @Test
    void anUpdateShowsWhatChanges() {
        LockFiles.write(lockOf(deb("dash", "1"), deb("gone", "1"), deb("kept", "1")), lock);
        work.locks = lockOf(deb("dash", "2"), deb("came", "1"), deb("kept", "1"));
        CommandLineRun result = run("lock", "-f", config.toString(), "--update");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEqualTo("""
                node: 1 added, 1 removed, 1 changed
                  - gone:amd64 1
                  + came:amd64 1
                  ~ dash:amd64 1 -> 2
                %s is written: 3 packages for the node.
                """.formatted(lock));
        assertThat(LockFiles.read(lock, Optional.empty()).lock()).isEqualTo(work.locks);
        assertThat(work.asked).containsExactly("lock v1 All[]");

        assertThat(run("lock", "-f", config.toString(), "--update", "dash").out())
                .isEqualTo(lock + " is up to date: 3 packages for the node.\n");
        assertThat(work.asked).endsWith("lock v1 Some[names=[dash]]");
    }

    @Test
    void olderPackagesAreLockedOnlyIfThatIsAskedFor() {
        LockFile before = lockOf(deb("dash", "1.10"), deb("kept", "1"));
        LockFiles.write(before, lock);
        work.locks = lockOf(deb("dash", "1.9"), deb("kept", "1"));
        CommandLineRun refused = run("lock", "-f", config.toString(), "--update");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err())
                .contains("The repositories offer older packages than " + lock + " has:\n  - dash:amd64 1.10 -> 1.9\n")
                .contains("add --allow-downgrade. The lock file is unchanged.");
        assertThat(LockFiles.read(lock, Optional.empty()).lock()).isEqualTo(before);

        CommandLineRun allowed = run("lock", "-f", config.toString(), "--update", "--allow-downgrade");
        assertThat(allowed.exitCode()).isZero();
        assertThat(LockFiles.read(lock, Optional.empty()).lock()).isEqualTo(work.locks);
    }

    @Test
    void aCheckAsksNobodyAndExitsWithOne() {
        CommandLineRun missing = run("lock", "-f", config.toString(), "--check");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).isEqualTo("kbimg: There is no lock file " + lock + ". Write it with 'kbimg lock'.\n");

        LockFiles.write(lockOf(), lock);
        CommandLineRun other = run("lock", "-f", config.toString(), "--check");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.err())
                .startsWith("kbimg: The lock file " + lock + " does not fit the config:\n  - the profile of debian")
                .contains("\n  - the root file system comes from another kind of source\n")
                .endsWith("\nLock the packages again with 'kbimg lock'.\n");
        assertThat(work.asked).isEmpty();
    }

    @Test
    void aDamagedLockIsReplacedByACompleteUpdateAlone() throws IOException {
        Files.writeString(lock, "{");
        work.locks = lockOf(deb("dash", "1"));
        assertThat(run("lock", "-f", config.toString()).exitCode()).isEqualTo(2);
        assertThat(run("lock", "-f", config.toString(), "--update", "dash").exitCode())
                .isEqualTo(2);
        assertThat(lock).hasContent("{");
        assertThat(run("lock", "-f", config.toString(), "--update").exitCode()).isZero();
        assertThat(LockFiles.read(lock, Optional.empty()).lock()).isEqualTo(work.locks);
    }

    @Test
    void jsonTellsTheDifferences() {
        LockFiles.write(lockOf(deb("dash", "1")), lock);
        work.locks = lockOf(deb("dash", "2"));
        assertThat(run("lock", "--json", "-f", config.toString(), "--update").out())
                .contains("\"written\" : true", "\"node\" : 1", "\"from\" : {", "\"version\" : \"2\"");
    }

    @Test
    void namesNeedUpdateAndLocksNeedAFile() {
        assertThat(run("lock", "-f", config.toString(), "dash").err())
                .startsWith("kbimg: Packages are named only with --update: kbimg lock -f CONFIG --update dash");
        assertThat(run("lock", "-f", config.toString(), "--check", "--update").err())
                .startsWith("kbimg: --check writes nothing");
        assertThat(work.asked).isEmpty();
    }

    @Test
    void buildsUseTheLockBesideTheConfig() {
        LockFiles.write(lockOf(), lock);
        String out = directory.resolve("out").toString();
        run("create", "vm-image", "-f", config.toString(), "-o", out);
        run("create", "vm-image", "-f", config.toString(), "-o", out, "--no-lock");
        run("create", "vm-image", "-f", config.toString(), "-o", out, "--locked");
        run("create", "admin-image", "-f", config.toString(), "-o", out);
        assertThat(work.asked)
                .containsExactly(
                        "create vm-image v1 locked " + out,
                        "create vm-image v1 " + out,
                        "create vm-image v1 locked " + out,
                        "create admin-image v1 locked " + out);
    }

    @Test
    void aMissingLockMattersOnlyIfThereMustBeOne() {
        String out = directory.resolve("out").toString();
        assertThat(run("create", "vm-image", "-f", config.toString(), "-o", out).exitCode())
                .isZero();
        CommandLineRun locked = run("create", "vm-image", "-f", config.toString(), "-o", out, "--locked");
        assertThat(locked.exitCode()).isEqualTo(2);
        assertThat(locked.err())
                .isEqualTo("kbimg: --locked: there is no lock file " + lock
                        + ". Write one with 'kbimg lock -f CONFIG'.\n");
        assertThat(run("create", "vm-image", "-f", config.toString(), "-o", out, "--locked", "--no-lock")
                        .err())
                .isEqualTo("kbimg: --no-lock contradicts --locked. Leave one out.\n");
        assertThat(work.asked).hasSize(1);
    }

    @Test
    void aBundleMustBeCompleteAndOfThisLock() throws IOException {
        Path bundle = Files.createDirectory(directory.resolve("bundle"));
        String[] create = {
            "create", "vm-image", "-f", config.toString(), "-o", directory + "/out", "--bundle", bundle.toString()
        };
        assertThat(run(create).err())
                .isEqualTo("kbimg: --bundle: " + bundle
                        + " is not a complete bundle, for it has no kbimg.lock. Make it with 'kbimg fetch'.\n");
        LockFiles.write(lockOf(), bundle.resolve("kbimg.lock"));
        assertThat(run(create).exitCode()).isZero();
        LockFiles.write(lockOf(deb("dash", "1")), lock);
        CommandLineRun other = run(create);
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err())
                .isEqualTo("kbimg: The bundle " + bundle + " was made for another lock file than " + lock
                        + ". Make it again with 'kbimg fetch'.\n");
        assertThat(work.asked).containsExactly("create vm-image v1 locked in a bundle " + directory + "/out");
    }

    @Test
    void fetchNeedsALock() {
        String bundle = directory.resolve("bundle").toString();
        CommandLineRun missing = run("fetch", "-f", config.toString(), "-o", bundle);
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err()).isEqualTo("kbimg: There is no lock file " + lock + ". Write it with 'kbimg lock'.\n");
        LockFiles.write(lockOf(), lock);
        assertThat(run("fetch", "-f", config.toString(), "-o", bundle).out()).isEqualTo(bundle + "\n");
        assertThat(work.asked).containsExactly("fetch v1 " + lock + " " + bundle);
    }
}
