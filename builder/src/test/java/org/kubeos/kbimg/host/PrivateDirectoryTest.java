package org.kubeos.kbimg.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.host.sandbox.SandboxFiles;
import org.kubeos.kbimg.host.sandbox.WorkDirectory;
import org.kubeos.process.DirectoryBusyException;
import org.kubeos.process.HostEnvironmentException;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.Progress;
import org.kubeos.process.UnfinishedDirectory;
import org.kubeos.testkit.OrdinaryUser;
import org.kubeos.testkit.Tool;

/** What other users of the build host can do to the cache, tried as one of them where the test runs as root. */
class PrivateDirectoryTest {

    private static final Path HOME = Path.of("/nowhere");

    @TempDir
    private Path directory;

    @BeforeEach
    void letOthersIn() throws IOException {
        permit(directory, "rwxr-xr-x");
    }

    private static void permit(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static Path locate(Path named) {
        return CacheDirectory.locate(Map.of("KBIMG_CACHE", named.toString()), HOME, true);
    }

    /** Runs a command as somebody who is neither root nor the owner of anything here. */
    private static Tool.Result asNobody(String... command) {
        assumeTrue(OrdinaryUser.isRoot());
        var line = new ArrayList<>(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"));
        // setpriv itself starts its command with root's capabilities.
        line.addAll(List.of("sh", "-c", "exec \"$@\"", "sh"));
        line.addAll(List.of(command));
        return Tool.run(line, new byte[0]);
    }

    private Path publicDirectory() throws IOException {
        Path place = Files.createDirectory(directory.resolve("public"));
        Tool.run("chmod", "1777", place.toString()).expectSuccess();
        return place;
    }

    @Test
    void isMadeForItsOwnerAlone() throws IOException {
        Path made = CacheDirectory.create(directory.resolve("a/b"));
        assertThat(permissions(made)).isEqualTo("rwx------");
        assertThat(permissions(made.getParent())).isEqualTo("rwx------");
        assertThat(permissions(locate(directory.resolve("cache")))).isEqualTo("rwx------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-xr-x", "rwxrwxrwx", "rwx--x--x", "rwx------"})
    void isTakenFromOthersWhereAnEarlierVersionMadeIt(String before) throws IOException {
        Path old = Files.createDirectory(directory.resolve("old"));
        permit(old, before);
        assertThat(permissions(CacheDirectory.create(old))).isEqualTo("rwx------");
    }

    @Test
    void theDefaultCacheIsPrivateAndANamedOneIsNotWritableByOthers() throws IOException {
        Path cache = Files.createDirectories(directory.resolve("home/.cache/kbimg"));
        permit(cache, "rwxrwxr-x");
        assertThat(CacheDirectory.locate(Map.of(), directory.resolve("home"), false))
                .isEqualTo(cache.toRealPath());
        assertThat(permissions(cache)).isEqualTo("rwx------");
        permit(cache, "rwxrwxr-x");
        locate(cache);
        assertThat(permissions(cache)).isEqualTo("rwxr-xr-x");
    }

    @Test
    void aPublicDirectoryIsLeftAsItIs() throws IOException {
        Path place = publicDirectory();
        assertThat(locate(place)).isEqualTo(place.toRealPath());
        assertThat(permissions(place)).isEqualTo("rwxrwxrwx");
    }

    @Test
    void aDirectoryOfSomebodyElseIsRefused() throws IOException {
        Path planted = publicDirectory().resolve("kbimg");
        asNobody("mkdir", planted.toString()).expectSuccess();
        assertThatThrownBy(() -> locate(planted))
                .isInstanceOf(HostEnvironmentException.class)
                .hasMessageContaining(planted + " belongs to nobody")
                .hasMessageContaining("KBIMG_CACHE");
        assertThatThrownBy(() -> locate(planted.resolve("cache"))).isInstanceOf(HostEnvironmentException.class);
        assertThat(planted).isEmptyDirectory();
        assertThatThrownBy(() -> CacheDirectory.create(planted)).isInstanceOf(HostEnvironmentException.class);
    }

    @Test
    void aLinkOfSomebodyElseIsRefused() throws IOException {
        Path own = Files.createDirectory(directory.resolve("own"));
        Path link = publicDirectory().resolve("kbimg");
        asNobody("ln", "-s", own.toString(), link.toString()).expectSuccess();
        assertThatThrownBy(() -> locate(link))
                .isInstanceOf(HostEnvironmentException.class)
                .hasMessageContaining("nobody");
        assertThatThrownBy(() -> locate(link.resolve("cache"))).isInstanceOf(HostEnvironmentException.class);
        assertThat(own).isEmptyDirectory();
    }

    @Test
    void aLinkToADirectoryOfSomebodyElseIsRefused() throws IOException {
        Path planted = publicDirectory().resolve("theirs");
        asNobody("mkdir", planted.toString()).expectSuccess();
        Path link = Files.createSymbolicLink(directory.resolve("kbimg"), planted);
        assertThatThrownBy(() -> locate(link))
                .isInstanceOf(HostEnvironmentException.class)
                .hasMessageContaining("nobody");
    }

    @Test
    void anOwnLinkIsFollowed() throws IOException {
        Path big = Files.createDirectory(directory.resolve("big"));
        Path link = Files.createSymbolicLink(directory.resolve("cache"), big);
        assertThat(locate(link)).isEqualTo(big.toRealPath());
    }

    @Test
    void outputsAreNotMadeWhereSomebodyElseHasPreparedThem() throws IOException {
        Path output = publicDirectory();
        asNobody("mkdir", output + "/.kbimg-unfinished").expectSuccess();
        assertThatThrownBy(() ->
                        UnfinishedDirectory.open(Application.NAME, output, ", or choose another directory with -o"))
                .isInstanceOf(HostEnvironmentException.class)
                .hasMessageEndingWith("Remove it, or choose another directory with -o.")
                .isNotInstanceOf(DirectoryBusyException.class);
    }

    @Test
    void nobodyElseSeesABuild() throws Exception {
        Path cache = locate(directory.resolve("cache"));
        try (var work = WorkDirectory.create(
                cache.resolve("work"), new SandboxFiles(new ProcessRunner(Application.NAME, Progress.SILENT)))) {
            Path program = Files.copy(Path.of("/usr/bin/true"), work.path().resolve("program"));
            for (String[] attempt : List.of(
                    new String[] {"ls", cache.toString()},
                    new String[] {"ls", cache.resolve("work").toString()},
                    new String[] {"cat", work.path() + ".lock"},
                    new String[] {"cat", cache.resolve("work/gate").toString()},
                    new String[] {program.toString()})) {
                assertThat(asNobody(attempt).exitCode())
                        .as(String.join(" ", attempt))
                        .isNotZero();
            }
        }
    }
}
