package org.kubeos.kbimg.host.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.host.Application;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.Progress;

class WorkDirectoryTest {

    @TempDir
    private Path parent;

    private final SandboxFiles ownedFiles = new SandboxFiles(new ProcessRunner(Application.NAME, Progress.SILENT));

    @Test
    void leavesNothingBehind() throws Exception {
        try (var work = WorkDirectory.create(parent, ownedFiles)) {
            Path root = Files.createDirectories(work.path().resolve("root"));
            ownedFiles.adopt(root);
            Sandbox.of(new ProcessRunner(Application.NAME, Progress.SILENT))
                    .writable(root)
                    .run(Command.of("install", "-d", "-o", "7", "-m", "0700", root + "/private/within"));
        }
        assertThat(parent).isDirectoryNotContaining("glob:**build-*");
    }

    @Test
    void removesWhatKilledBuildsLeft() throws Exception {
        Files.createDirectories(parent.resolve("build-1/root"));
        Files.createFile(parent.resolve("build-1.lock"));
        Files.createFile(parent.resolve("build-2.lock"));
        try (var work = WorkDirectory.create(parent, ownedFiles)) {
            assertThat(parent).isDirectoryContaining(path -> path.equals(work.path()));
            assertThat(parent.resolve("build-1")).doesNotExist();
            assertThat(parent.resolve("build-1.lock")).doesNotExist();
            assertThat(parent.resolve("build-2.lock")).doesNotExist();
        }
    }

    @Test
    void leavesRunningBuildsAlone() throws Exception {
        try (var first = WorkDirectory.create(parent, ownedFiles);
                var second = WorkDirectory.create(parent, ownedFiles)) {
            assertThat(first.path()).isDirectory();
            assertThat(second.path()).isDirectory().isNotEqualTo(first.path());
        }
    }
}
