package org.kubeos.kbimg.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirectoryTest {

    @TempDir
    private Path parent;

    private final Sandbox sandbox = Sandbox.onHost(new ProcessRunner(Progress.SILENT));

    @Test
    void leavesNothingBehind() throws Exception {
        try (var work = WorkDirectory.create(parent, sandbox)) {
            Files.createDirectories(work.path().resolve("root/usr"));
            // An owner other than the caller: for an ordinary user, one of the subordinate ids.
            sandbox.run(Command.of("install", "-d", "-o", "7", "-m", "0700", work.path() + "/root/private/within"));
        }
        assertThat(parent).isDirectoryNotContaining("glob:**build-*");
    }

    @Test
    void removesWhatKilledBuildsLeft() throws Exception {
        Files.createDirectories(parent.resolve("build-1/root"));
        Files.createFile(parent.resolve("build-1.lock"));
        Files.createFile(parent.resolve("build-2.lock"));
        try (var work = WorkDirectory.create(parent, sandbox)) {
            assertThat(parent).isDirectoryContaining(path -> path.equals(work.path()));
            assertThat(parent.resolve("build-1")).doesNotExist();
            assertThat(parent.resolve("build-1.lock")).doesNotExist();
            assertThat(parent.resolve("build-2.lock")).doesNotExist();
        }
    }

    @Test
    void leavesRunningBuildsAlone() throws Exception {
        try (var first = WorkDirectory.create(parent, sandbox);
                var second = WorkDirectory.create(parent, sandbox)) {
            assertThat(first.path()).isDirectory();
            assertThat(second.path()).isDirectory().isNotEqualTo(first.path());
        }
    }
}
