package org.kubeos.kbimg.customize.accounts;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.Directory;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.diskimage.tree.FileNode.SymbolicLink;
import org.kubeos.kbimg.customize.FileTree;
import org.kubeos.kbimg.customize.NodeFiles;
import org.kubeos.kbimg.customize.NodeFiles.Ids;

/** Home directories and who may log in to them over SSH. */
final class HomeDirectories {

    private static final String SKELETON = "etc/skel";

    private final FileTree tree;
    private final NodeFiles files;

    HomeDirectories(FileTree tree, NodeFiles files) {
        this.tree = tree;
        this.files = files;
    }

    /** Makes a home directory from the skeleton, where there is none. */
    void make(String home, Ids owner) {
        String path = home.substring(1);
        if (path.isEmpty() || files.exists(path)) {
            return;
        }
        files.directory(path, 0700, owner);
        List<FileNode> skeleton = tree.nodes().stream()
                .filter(node -> node.path().startsWith(SKELETON + "/"))
                .toList();
        for (FileNode node : skeleton) {
            copy(node, path + node.path().substring(SKELETON.length()), owner);
        }
    }

    private void copy(FileNode node, String path, Ids owner) {
        switch (node) {
            case Directory directory ->
                files.directory(path, directory.metadata().mode(), owner);
            case RegularFile file -> files.write(path, file.metadata().mode(), owner, file.content());
            case SymbolicLink link -> files.link(path, link.target(), owner);
            default -> {} // No skeleton has devices, pipes or second names.
        }
    }

    /** Makes sshd accept these keys and no others; an empty list changes nothing. */
    void allow(List<String> keys, String home, Ids owner) {
        if (!keys.isEmpty()) {
            String directory = home.substring(1) + "/.ssh";
            files.directory(directory, 0700, owner);
            byte[] lines = (String.join("\n", keys) + "\n").getBytes(StandardCharsets.UTF_8);
            files.write(directory + "/authorized_keys", 0600, owner, FileContent.of(lines));
        }
    }
}
