package org.kubeos.kbimg.artifact.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.Directory;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.diskimage.tree.FileNode.SymbolicLink;

class EditedFilesTest {

    private static final Instant BEFORE = Instant.EPOCH;
    private static final Instant AFTER = Instant.EPOCH.plusSeconds(60);

    private static RegularFile file(String path, int mode, Instant time, String text) {
        return new RegularFile(
                path, FileMetadata.ofRoot(mode, time), FileContent.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static SymbolicLink link(String target) {
        return new SymbolicLink("link", FileMetadata.ofRoot(0777, BEFORE), target);
    }

    private static final List<FileNode> BASE = List.of(
            new Directory("etc", FileMetadata.ofRoot(0755, BEFORE)),
            file("etc/a", 0644, BEFORE, "one"),
            file("etc/b", 0644, BEFORE, "one"),
            link("etc/a"));

    private static List<FileNode> baseWith(FileNode... edits) {
        List<FileNode> nodes = new ArrayList<>(BASE);
        for (FileNode edit : edits) {
            nodes.removeIf(node -> node.path().equals(edit.path()));
            nodes.add(edit);
        }
        return nodes;
    }

    @Test
    void contentModeAndLinkTargetsCount() throws IOException {
        assertThat(EditedFiles.between(BASE, baseWith(file("etc/a", 0644, BEFORE, "two"))))
                .containsExactly("etc/a");
        assertThat(EditedFiles.between(BASE, baseWith(file("etc/a", 0600, BEFORE, "one"))))
                .containsExactly("etc/a");
        assertThat(EditedFiles.between(BASE, baseWith(link("etc/b")))).containsExactly("link");
        assertThat(EditedFiles.between(BASE, baseWith(link("etc/b").withPath("new"), file("etc/0", 0644, AFTER, ""))))
                .containsExactly("etc/0", "new");
    }

    @Test
    void whatWasWrittenAgainAsItWasDoesNotCount() throws IOException {
        assertThat(EditedFiles.between(
                        BASE,
                        baseWith(
                                file("etc/a", 0644, AFTER, "one"),
                                link("etc/a"),
                                new Directory("var", FileMetadata.ofRoot(0755, AFTER)))))
                .isEmpty();
    }

    @Test
    void removedFilesAreNotAmongThem() throws IOException {
        assertThat(EditedFiles.between(BASE, BASE.subList(0, 2))).isEmpty();
    }

    @Test
    void aLargeFileIsComparedToItsEnd() throws IOException {
        byte[] content = new byte[(3 << 20) + 5];
        byte[] other = Arrays.copyOf(content, content.length);
        other[content.length - 1] = 1;
        FileMetadata metadata = FileMetadata.ofRoot(0644, BEFORE);
        List<FileNode> before = List.of(new RegularFile("x", metadata, FileContent.of(content)));

        assertThat(EditedFiles.between(before, List.of(new RegularFile("x", metadata, FileContent.of(other)))))
                .containsExactly("x");
        assertThat(EditedFiles.between(
                        before, List.of(new RegularFile("x", metadata, FileContent.of(content.clone())))))
                .isEmpty();
    }
}
