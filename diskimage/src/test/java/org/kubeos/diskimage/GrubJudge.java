package org.kubeos.diskimage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.testkit.GrubFstest;

/** Whether GRUB finds a tree as it was written: every name in every directory, and the contents of files. */
public final class GrubJudge {

    /** Linux takes no longer paths; some are needed for the directory that the tree lies in. */
    private static final int MAX_PATH = 3500;

    private GrubJudge() {}

    /**
     * @param nodes all of them, but for directories that others imply
     * @param scratch an empty directory
     */
    public static void expectSame(Path image, List<? extends FileNode> nodes, Path scratch) throws IOException {
        Map<String, List<String>> names = new TreeMap<>(Map.of("", new ArrayList<>()));
        for (FileNode node : nodes) {
            if (node.path().isEmpty()) {
                continue;
            }
            boolean directory = node instanceof FileNode.Directory;
            names.computeIfAbsent(FilePath.parent(node.path()), _ -> new ArrayList<>())
                    .add(FilePath.name(node.path()) + (directory ? "/" : ""));
            if (directory) {
                names.computeIfAbsent(node.path(), _ -> new ArrayList<>());
            } else if (node instanceof FileNode.RegularFile file
                    && !tooLong(node.path())
                    && !startsWithHole(file.content())) {
                writeToHost(file, scratch);
            }
        }
        for (Map.Entry<String, List<String>> directory : names.entrySet()) {
            if (!tooLong(directory.getKey())) {
                GrubFstest.expectNames(image, directory.getKey(), directory.getValue());
            }
        }
        GrubFstest.expectSameContents(image, scratch);
    }

    private static boolean tooLong(String path) {
        return path.getBytes(StandardCharsets.UTF_8).length > MAX_PATH;
    }

    /** GRUB 2.06 takes extents that begin behind the file's start for damage, whoever made them. */
    private static boolean startsWithHole(FileContent content) {
        return content.size() > 0
                && (content.data().isEmpty() || content.data().getFirst().offset() > 0);
    }

    private static void writeToHost(FileNode.RegularFile file, Path scratch) throws IOException {
        Path copy = scratch.resolve(file.path());
        Files.createDirectories(copy.getParent());
        try (var channel = FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.content().copyTo(channel, 0, file.content().size());
        }
    }
}
