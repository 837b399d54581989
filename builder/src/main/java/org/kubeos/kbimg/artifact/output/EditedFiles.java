package org.kubeos.kbimg.artifact.output;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.Device;
import org.kubeos.diskimage.tree.FileNode.Directory;
import org.kubeos.diskimage.tree.FileNode.Fifo;
import org.kubeos.diskimage.tree.FileNode.HardLink;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.diskimage.tree.FileNode.Socket;
import org.kubeos.diskimage.tree.FileNode.SymbolicLink;

/** What a build has done to the files of a root file system: those that it added, and those that it changed. */
public final class EditedFiles {

    private static final int CHUNK = 1 << 20;

    private EditedFiles() {}

    /**
     * The paths of files that are in {@code after}, but not the same in {@code before}: in content, owner, mode, and extended
     * attributes. Directories don't count, and nor does the time of modification.
     */
    public static SortedSet<String> between(Collection<FileNode> before, Collection<FileNode> after)
            throws IOException {
        Map<String, FileNode> originals = HashMap.newHashMap(before.size());
        before.forEach(node -> originals.put(node.path(), node));
        var edited = new TreeSet<String>();
        for (FileNode node : after) {
            FileNode original = originals.get(node.path());
            // A node that nobody has touched is the very same object.
            if (original != node && !(node instanceof Directory) && !isSame(original, node)) {
                edited.add(node.path());
            }
        }
        return edited;
    }

    private static boolean isSame(@Nullable FileNode before, FileNode after) throws IOException {
        return switch (after) {
            case RegularFile file ->
                before instanceof RegularFile other
                        && isSame(other.metadata(), file.metadata())
                        && isSame(other.content(), file.content());
            case SymbolicLink link ->
                before instanceof SymbolicLink other && other.target().equals(link.target());
            case HardLink link ->
                before instanceof HardLink other && other.target().equals(link.target());
            case Device device ->
                before instanceof Device other
                        && isSame(other.metadata(), device.metadata())
                        && other.type() == device.type()
                        && other.major() == device.major()
                        && other.minor() == device.minor();
            case Fifo fifo -> before instanceof Fifo other && isSame(other.metadata(), fifo.metadata());
            case Socket socket -> before instanceof Socket other && isSame(other.metadata(), socket.metadata());
            case Directory _ -> before instanceof Directory;
        };
    }

    private static boolean isSame(FileMetadata before, FileMetadata after) {
        return before.mode() == after.mode()
                && before.uid() == after.uid()
                && before.gid() == after.gid()
                && before.xattrs().keySet().equals(after.xattrs().keySet())
                && before.xattrs().entrySet().stream()
                        .allMatch(attribute -> Arrays.equals(
                                attribute.getValue(), after.xattrs().get(attribute.getKey())));
    }

    private static boolean isSame(FileContent before, FileContent after) throws IOException {
        if (before.size() != after.size()) {
            return false;
        }
        for (long position = 0; position < before.size(); position += CHUNK) {
            long count = Math.min(CHUNK, before.size() - position);
            if (!Arrays.equals(bytes(before, position, count), bytes(after, position, count))) {
                return false;
            }
        }
        return true;
    }

    private static byte[] bytes(FileContent content, long position, long count) throws IOException {
        var bytes = new ByteArrayOutputStream((int) count);
        content.copyTo(Channels.newChannel(bytes), position, count);
        return bytes.toByteArray();
    }
}
