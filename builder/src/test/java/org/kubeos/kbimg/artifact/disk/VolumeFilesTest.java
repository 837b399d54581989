package org.kubeos.kbimg.artifact.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.Directory;
import org.kubeos.diskimage.tree.FileNode.HardLink;
import org.kubeos.diskimage.tree.FileNode.RegularFile;

class VolumeFilesTest {

    private static final FileMetadata META = FileMetadata.ofRoot(0755, Instant.EPOCH);

    private static final FileContent CONTENT = FileContent.of(new byte[] {1});

    private static final List<FileNode> NODES = List.of(
            directory(""),
            directory("boot"),
            file("boot/vmlinuz"),
            directory("boot/efi"),
            file("boot/efi/grub.cfg"),
            file("boot/efi-notes"),
            directory("persist"),
            directory("persist/data"));

    private final VolumeFiles files = new VolumeFiles(NODES, List.of("", "boot/efi", "persist"));

    @Test
    void aFileGoesToTheVolumeWithTheLongestMountPointAboveIt() {
        assertThat(files.below("boot/efi")).extracting(FileNode::path).containsExactly("", "grub.cfg");
        assertThat(files.below("persist")).extracting(FileNode::path).containsExactly("", "data");
    }

    @Test
    void theMountPointStaysAsAnEmptyDirectoryOfTheVolumeAroundIt() {
        assertThat(files.below(""))
                .extracting(FileNode::path)
                .containsExactly("", "boot", "boot/vmlinuz", "boot/efi", "boot/efi-notes", "persist");
    }

    @Test
    void aHardLinkAcrossVolumesBecomesACopy() {
        List<FileNode> nodes = List.of(
                directory(""),
                file("kernel"),
                directory("persist"),
                new HardLink("persist/kernel", META, "kernel"),
                new HardLink("persist/again", META, "persist/kernel"),
                new HardLink("same", META, "kernel"));

        var mounted = new VolumeFiles(nodes, List.of("", "persist"));

        assertThat(mounted.below("persist").get(1)).isInstanceOf(RegularFile.class);
        assertThat(mounted.below("")).contains(new HardLink("same", META, "kernel"));
    }

    private static Directory directory(String path) {
        return new Directory(path, META);
    }

    private static RegularFile file(String path) {
        return new RegularFile(path, META, CONTENT);
    }
}
