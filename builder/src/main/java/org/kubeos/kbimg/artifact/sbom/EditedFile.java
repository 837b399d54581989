package org.kubeos.kbimg.artifact.sbom;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.Directory;
import org.kubeos.diskimage.tree.FileNode.HardLink;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.diskimage.tree.FileNode.SymbolicLink;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.kbimg.artifact.output.FileDigests;
import org.kubeos.kbimg.customize.tree.FileTree;

/**
 * A file that the build has added to the packages' files, or changed.
 *
 * @param path absolute
 * @param mode permissions, in octal digits
 * @param owner numbers of user and group
 * @param sha256 of its content, in hexadecimal digits; empty if there is none, or not everyone on the node may read it
 * @param linkTarget of a symbolic link
 */
record EditedFile(String path, String mode, String owner, Optional<String> sha256, Optional<String> linkTarget) {

    private static final int READ_BY_OTHERS = 0004;
    private static final int SEARCH_BY_OTHERS = 0001;

    /** Describes what is at the paths, in their order. */
    static List<EditedFile> of(Collection<String> paths, FileTree tree) throws IOException {
        var files = new ArrayList<EditedFile>();
        for (String path : paths) {
            Optional<FileNode> node = tree.find(path);
            if (node.isPresent()) {
                files.add(of(node.get(), tree));
            }
        }
        return files;
    }

    private static EditedFile of(FileNode node, FileTree tree) throws IOException {
        FileNode file = node instanceof HardLink link ? tree.find(link.target()).orElse(node) : node;
        FileMetadata metadata = file.metadata();
        return new EditedFile(
                "/" + node.path(),
                String.format(Locale.ROOT, "%04o", metadata.mode()),
                metadata.uid() + ":" + metadata.gid(),
                file instanceof RegularFile regular && isPublic(node.path(), metadata, tree)
                        ? Optional.of(sha256(regular.content()))
                        : Optional.empty(),
                file instanceof SymbolicLink link ? Optional.of(link.target()) : Optional.empty());
    }

    /** Of a file that is not public, such as /etc/shadow, a digest would tell whether a guess at its content is right. */
    private static boolean isPublic(String path, FileMetadata metadata, FileTree tree) {
        if ((metadata.mode() & READ_BY_OTHERS) == 0) {
            return false;
        }
        for (String parent = FilePath.parent(path); !parent.isEmpty(); parent = FilePath.parent(parent)) {
            boolean searchable = tree.find(parent)
                    .filter(Directory.class::isInstance)
                    .map(directory -> (directory.metadata().mode() & SEARCH_BY_OTHERS) != 0)
                    .orElse(true);
            if (!searchable) {
                return false;
            }
        }
        return true;
    }

    private static String sha256(FileContent content) throws IOException {
        MessageDigest digest = FileDigests.newDigest();
        content.copyTo(new DigestChannel(digest), 0, content.size());
        return HexFormat.of().formatHex(digest.digest());
    }

    private record DigestChannel(MessageDigest digest) implements WritableByteChannel {

        @Override
        public int write(ByteBuffer bytes) {
            int count = bytes.remaining();
            digest.update(bytes);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
