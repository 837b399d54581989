package org.kubeos.kbimg.artifact.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.diskimage.raw.RawWriter;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.diskimage.tree.FileNode.SymbolicLink;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.FileSystem;
import org.kubeos.kbimg.config.PartitionConfig;
import org.kubeos.kbimg.config.PartitionConfig.Role;
import org.kubeos.testkit.E2fsck;
import org.kubeos.testkit.FsckFat;

class FileSystemsTest {

    private static final FileMetadata META = FileMetadata.ofRoot(0644, Instant.EPOCH);

    private final FileSystems fileSystems =
            new FileSystems(new byte[32], Instant.parse("2026-01-01T00:00:00Z"), DataSize.ofMebibytes(1));

    @TempDir
    Path directory;

    private Path write(FileSystem type, long mebibytes, FileNode... files) throws IOException {
        DataSize size = DataSize.ofMebibytes(mebibytes);
        var partition =
                new PartitionConfig(4, Role.DATA, "DATA", type, Optional.of(size), Optional.of("data"), "defaults");
        Path image = directory.resolve("partition");
        try (var disk = RawWriter.create(image, size.bytes())) {
            fileSystems.write(partition, List.of(files), disk);
        }
        return image;
    }

    /** The least that a config may ask for. */
    @Test
    void theSmallestPartitionsAreSound() throws IOException {
        E2fsck.expectClean(write(FileSystem.EXT4, 16));
        FsckFat.check(write(FileSystem.FAT32, 34));
    }

    @Test
    void tellsWhatDoesNotFitOnAPartition() {
        var large = new RegularFile("large", META, FileContent.of(new byte[40 << 20]));
        assertThatThrownBy(() -> write(FileSystem.EXT4, 16, large))
                .isInstanceOf(BuildException.class)
                .hasMessageStartingWith("Can't put the files below /data on the partition DATA: ");
        assertThatThrownBy(() -> write(FileSystem.FAT32, 34, large))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("KiB are missing");
    }

    @Test
    void tellsWhatAFileSystemCanNotHold() {
        assertThatThrownBy(() -> write(FileSystem.FAT32, 34, new SymbolicLink("link", META, "target")))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("link: a FAT file system can't hold symbolic links");
    }

    @Test
    void theSameSeedGivesTheSameFileSystem() throws IOException {
        byte[] first = Files.readAllBytes(write(FileSystem.FAT32, 34));
        assertThat(write(FileSystem.FAT32, 34)).hasBinaryContent(first);
    }
}
