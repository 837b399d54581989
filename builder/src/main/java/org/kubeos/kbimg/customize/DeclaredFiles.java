package org.kubeos.kbimg.customize;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.Holes;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.node.FileEntry;
import org.kubeos.kbimg.config.node.FileEntry.Content;
import org.kubeos.kbimg.config.node.FileEntry.HostPaths;
import org.kubeos.kbimg.config.node.FileEntry.Link;
import org.kubeos.kbimg.config.node.HostFileTree;
import org.kubeos.kbimg.config.node.NodeScalarTypes;
import org.kubeos.kbimg.customize.accounts.FileOwners;
import org.kubeos.kbimg.customize.tree.NodeFiles;
import org.kubeos.kbimg.customize.tree.NodeFiles.Ids;

/** Puts the files of a config into the root file system. */
final class DeclaredFiles {

    private static final int OWNER_MAY_EXECUTE = 0100;
    private static final int MAY_READ = 0444;

    private final NodeFiles files;
    private final FileOwners owners;

    DeclaredFiles(NodeFiles files, FileOwners owners) {
        this.files = files;
        this.owners = owners;
    }

    void put(FileEntry entry) {
        Ids owner = owners.idsOf(entry.owner(), "files.owner");
        switch (entry.source()) {
            case Content(String text) -> {
                requireVisible(entry.path());
                files.write(
                        entry.path(),
                        entry.mode().orElse(0644),
                        owner,
                        FileContent.of(text.getBytes(StandardCharsets.UTF_8)));
            }
            case Link(String destination) -> {
                requireVisible(entry.path());
                files.link(entry.path(), destination, owner);
            }
            case HostPaths(List<Path> paths) -> {
                for (Path path : paths) {
                    copy(path, place(entry, path), entry, owner);
                }
            }
        }
    }

    private String place(FileEntry entry, Path source) {
        return switch (entry.placement()) {
            case AT_TARGET -> entry.path();
            case INSIDE -> entry.pathInside(source);
            case INSIDE_IF_DIRECTORY -> files.isDirectory(entry.path()) ? entry.pathInside(source) : entry.path();
        };
    }

    private void copy(Path top, String target, FileEntry declared, Ids owner) {
        Optional<Integer> mode = declared.mode();
        try {
            for (HostFileTree.Entry entry : HostFileTree.walk(top)) {
                String path = join(target, entry.path().toString());
                switch (entry.kind()) {
                    case FILE -> {
                        requireVisible(path);
                        // Where the host's file system has holes depends on how the file was copied there.
                        FileContent content = Holes.byContent(FileContent.of(entry.file()));
                        files.write(path, mode.orElse(modeOf(entry.file())), owner, content);
                    }
                    case DIRECTORY -> {
                        // A directory that the image has keeps its owner and mode, unless the config says others.
                        if (!files.isDirectory(path) || mode.isPresent() && !declared.isRoot()) {
                            requireVisible(path);
                            files.directory(
                                    path, mode.map(DeclaredFiles::enterable).orElse(0755), owner);
                        }
                    }
                    case LINK -> {
                        requireVisible(path);
                        files.link(path, Files.readSymbolicLink(entry.file()).toString(), owner);
                    }
                }
            }
        } catch (IOException e) {
            throw new BuildException("files: can't read " + top + ": " + e.getMessage(), e);
        }
    }

    private static String join(String directory, String path) {
        return directory.isEmpty() || path.isEmpty() ? directory + path : directory + "/" + path;
    }

    /** Links in the image may lead where the config's reader could not know. */
    private void requireVisible(String path) {
        NodeScalarTypes.whyHidden("/" + files.place(path)).ifPresent(problem -> {
            throw new UsageException("files: can't put anything at /" + path + ": " + problem
                    + "; choose another target, or have systemd-tmpfiles make it at boot");
        });
    }

    /** Whether it is a program is a property of the file; all else in its mode depends on who made it. */
    private static int modeOf(Path file) throws IOException {
        int mode = (Integer) Files.getAttribute(file, "unix:mode");
        return (mode & OWNER_MAY_EXECUTE) != 0 ? 0755 : 0644;
    }

    private static int enterable(int mode) {
        return mode | (mode & MAY_READ) >> 2;
    }
}
