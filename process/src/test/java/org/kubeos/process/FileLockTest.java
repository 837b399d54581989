package org.kubeos.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.Tool;

class FileLockTest {

    @TempDir
    private Path directory;

    @Test
    void keepsOthersInThisProcessOut() throws Exception {
        Path file = directory.resolve("lock");
        try (var _ = FileLock.acquire(file)) {
            assertThat(FileLock.tryAcquire(file)).isEmpty();
        }
        try (var lock = FileLock.tryAcquire(file).orElseThrow()) {
            assertThat(lock).isNotNull();
        }
    }

    @Test
    void othersCanNotReadItWhoeverMadeIt() throws Exception {
        Path file = directory.resolve("lock");
        try (var _ = FileLock.acquire(file)) {
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        try (var _ = FileLock.tryAcquire(file).orElseThrow()) {
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void isNoFileThatALinkLeadsTo() throws Exception {
        Path other = Files.writeString(directory.resolve("other"), "content");
        Path file = Files.createSymbolicLink(directory.resolve("lock"), other);
        assertThatThrownBy(() -> FileLock.acquire(file)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> FileLock.tryAcquire(file)).isInstanceOf(IOException.class);
        assertThat(other).hasContent("content");
    }

    @Test
    void isALockToOtherProcesses() throws Exception {
        Path file = directory.resolve("lock");
        // The kernel's own list; it names a locked file by its inode.
        String inode;
        try (var _ = FileLock.acquire(file)) {
            inode = ":" + Tool.run("stat", "-c", "%i", file.toString()).text().strip() + " ";
            assertThat(Tool.run("cat", "/proc/locks").text()).contains(inode);
        }
        assertThat(Tool.run("cat", "/proc/locks").text()).doesNotContain(inode);
    }
}
