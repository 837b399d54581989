package org.kubeos.kbimg.customize.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.Directory;
import org.kubeos.diskimage.tree.FileNode.HardLink;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.diskimage.tree.FileNode.SymbolicLink;
import org.kubeos.kbimg.BuildException;

class FileTreeTest {

    private static final Instant ARCHIVE_TIME = Instant.ofEpochSecond(1_000);
    private static final Instant EDIT_TIME = Instant.ofEpochSecond(2_000);
    private static final FileMetadata META = FileMetadata.ofRoot(0644, ARCHIVE_TIME);

    @Test
    void followsSymbolicLinksThatStayInside() {
        FileTree tree = tree(
                directory("usr"),
                directory("usr/lib"),
                file("usr/lib/os-release", "ID=debian\n"),
                new SymbolicLink("lib", META, "usr/lib"),
                directory("etc"),
                new SymbolicLink("etc/os-release", META, "../usr/lib/os-release"),
                new SymbolicLink("outside", META, "/../../lib/os-release"));

        assertThat(tree.resolve("etc/os-release")).isEqualTo("usr/lib/os-release");
        assertThat(tree.resolve("lib/new")).isEqualTo("usr/lib/new");
        assertThat(tree.readText("outside")).contains("ID=debian\n");
    }

    @Test
    void refusesSymbolicLinksInACircle() {
        FileTree tree = tree(new SymbolicLink("a", META, "b"), new SymbolicLink("b", META, "/a"));

        assertThatThrownBy(() -> tree.readText("a"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("/a in the root file system is a symbolic link loop");
        assertThat(tree.findText("a")).isEmpty();
    }

    @Test
    void makesMoreParentsThanTheStackHasRoomFor() {
        FileTree tree = tree();
        String directories = "d/".repeat(5_000);

        tree.writeFile(directories + "file", 0644, content("text"));

        assertThat(tree.readText(directories + "file")).contains("text");
        assertThat(tree.nodes()).hasSize(5_001);
    }

    @Test
    void keepsOwnerModeAndAttributesOfAnEditedFile() {
        var metadata = new FileMetadata(0640, 0, 42, ARCHIVE_TIME, Map.of("user.a", new byte[] {(byte) 0xff}));
        FileTree tree = tree(
                directory("etc"), new RegularFile("etc/shadow", metadata, content("root:*:1::::::\n")), file("z", ""));

        tree.writeText("etc/shadow", "root:x:1::::::\n");

        FileMetadata edited = tree.find("etc/shadow").orElseThrow().metadata();
        assertThat(edited.mode()).isEqualTo(0640);
        assertThat(edited.gid()).isEqualTo(42);
        assertThat(edited.xattrs()).containsKey("user.a");
        assertThat(edited.modified()).isEqualTo(EDIT_TIME);
        assertThat(tree.nodes()).extracting(FileNode::path).containsExactly("etc", "etc/shadow", "z");
    }

    @Test
    void leavesHardLinksOfAnEditedFileAsTheyWere() {
        FileTree tree = tree(file("a", "old"), new HardLink("b", META, "a"), new HardLink("c", META, "a"));

        tree.writeText("a", "new");

        assertThat(tree.readText("a")).contains("new");
        assertThat(tree.readText("b")).contains("old");
        assertThat(tree.readText("c")).contains("old");
        assertThat(tree.find("b")).get().isInstanceOf(RegularFile.class);
        assertThat(tree.find("c")).get().isEqualTo(new HardLink("c", META, "b"));
    }

    @Test
    void makesMissingDirectoriesBeforeANewFile() {
        FileTree tree = tree(directory("usr"), directory("usr/lib"), new SymbolicLink("lib", META, "usr/lib"));

        tree.writeText("lib/systemd/system/x.service", "[Unit]\n");
        tree.link("lib/systemd/system/alias.service", "x.service");

        assertThat(tree.nodes())
                .extracting(FileNode::path)
                .containsExactly(
                        "usr",
                        "usr/lib",
                        "lib",
                        "usr/lib/systemd",
                        "usr/lib/systemd/system",
                        "usr/lib/systemd/system/x.service",
                        "usr/lib/systemd/system/alias.service");
    }

    @Test
    void removesADirectoryWithWhatIsBelowIt() {
        FileTree tree = tree(directory("a"), file("a/b", "1"), file("ab", "2"), new HardLink("link", META, "a/b"));

        tree.remove("a");

        assertThat(tree.nodes()).extracting(FileNode::path).containsExactly("ab", "link");
        assertThat(tree.readText("link")).contains("1");
    }

    private static FileTree tree(FileNode... nodes) {
        return new FileTree(List.of(nodes), EDIT_TIME);
    }

    private static Directory directory(String path) {
        return new Directory(path, FileMetadata.ofRoot(0755, ARCHIVE_TIME));
    }

    private static RegularFile file(String path, String text) {
        return new RegularFile(path, META, content(text));
    }

    private static FileContent content(String text) {
        return FileContent.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
