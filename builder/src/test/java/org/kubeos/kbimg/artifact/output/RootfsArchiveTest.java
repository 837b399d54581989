package org.kubeos.kbimg.artifact.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.diskimage.tar.TarLimits;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.kbimg.BuildException;
import org.kubeos.oci.UnpackLimits;
import org.kubeos.testkit.Tool;

class RootfsArchiveTest {

    @TempDir
    Path temp;

    @Test
    void theDigestOfAnArchiveIsThatOfItsFile() throws IOException {
        List<FileNode> nodes = new ArrayList<>();
        // Small files, one that the digest lags far behind, and an end that it has not been told of on the way.
        for (int size : new int[] {0, 1, 511, 512, 5000, 9 << 20, 700}) {
            var content = new byte[size];
            Arrays.fill(content, (byte) size);
            nodes.add(
                    new RegularFile("file" + size, FileMetadata.ofRoot(0644, Instant.EPOCH), FileContent.of(content)));
        }
        Path file = temp.resolve("kubeos.tar");

        try (RootfsArchive archive =
                RootfsArchive.create(nodes, file).open(Optional.empty(), Collections.emptySortedSet())) {
            String digest = HexFormat.of().formatHex(archive.digests().of(file));

            assertThat(Tool.run("sha256sum", file.toString()).expectSuccess().text())
                    .startsWith(digest);
            assertThat(archive.nodes()).extracting(FileNode::path).hasSize(nodes.size());
        }
    }

    @Test
    void whatCannotBeReadIsCalledByTheNameThatItsUserKnows() throws IOException {
        Path file = Files.writeString(temp.resolve("fetched.tar"), "no archive ".repeat(100));

        assertThatThrownBy(() ->
                        RootfsArchive.open(file, "/os.tar of oci:images:v1", Optional.empty(), UnpackLimits.DEFAULT))
                .isInstanceOf(BuildException.class)
                .hasMessageStartingWith("Can't read the rootfs archive /os.tar of oci:images:v1: ")
                .hasMessageNotContaining(temp.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "1,   9, 1000, 1000, entries",
        "100, 2, 1000, 1000, depth",
        "100, 9, 6,    1000, size",
        "100, 9, 1000, 10,   metadata"
    })
    void whatExceedsALimitNamesTheKeyThatRaisesIt(int entries, int depth, long size, long metadata, String key)
            throws IOException {
        Path file = temp.resolve("kubeos.tar");
        FileMetadata metadataOfAll = FileMetadata.ofRoot(0644, Instant.EPOCH);
        RootfsArchive.create(
                List.of(
                        new RegularFile("etc/default/keyboard", metadataOfAll, FileContent.of(new byte[5])),
                        new RegularFile("etc/fstab", metadataOfAll, FileContent.of(new byte[2]))),
                file);
        var limits = new UnpackLimits(200, 127, new TarLimits(entries, depth, size, metadata));

        assertThatThrownBy(() -> RootfsArchive.open(file, limits))
                .isInstanceOf(BuildException.class)
                .hasMessageStartingWith("Can't read the rootfs archive " + file + ": ")
                .hasMessageEndingWith(". If that is right, raise source.limits." + key + ".");
    }
}
