package org.kubeos.kbimg.customize;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.diskimage.tree.FileNode.SymbolicLink;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.nodelayout.OsRelease;

/** Wherever a distribution keeps it, an image has os-release in /usr/lib and a link to that in /etc. */
class OsReleaseTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/os-release", "/etc/os-release", "os-release-fedora"})
    void aLinkInUsrLibGivesWayToTheFile(String target) {
        var root = new CustomizedRoot(directory);
        root.file("etc/os-release", 0644, "ID=debian\n");
        root.file("usr/lib/os-release-fedora", 0644, "ID=debian\n");
        root.link(OsRelease.PATH, target);
        expectKubeos(root.customize(""));
    }

    @Test
    void aFileInUsrLibIsRewritten() {
        var root = new CustomizedRoot(directory);
        root.file(OsRelease.PATH, 0644, "ID=debian\n");
        root.link("etc/os-release", "/usr/lib/os-release");
        expectKubeos(root.customize(""));
    }

    private static void expectKubeos(FileTree tree) {
        assertThat(tree.find(OsRelease.PATH)).get().isInstanceOf(RegularFile.class);
        assertThat(tree.find("etc/os-release")).get().isInstanceOf(SymbolicLink.class);
        assertThat(tree.readText("etc/os-release").orElseThrow()).contains("ID=kubeos\nID_LIKE=debian\n");
    }
}
