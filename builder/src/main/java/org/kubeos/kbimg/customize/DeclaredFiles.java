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
import org.kubeos.kbimg.config.node.FileEntry;
import org.kubeos.kbimg.config.node.FileEntry.Content;
import org.kubeos.kbimg.config.node.FileEntry.HostPaths;
import org.kubeos.kbimg.config.node.FileEntry.Link;
import org.kubeos.kbimg.config.node.HostFileTree;
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
        String target = entry.target().substring(1);
        switch (entry.source()) {
            case Content(String text) ->
                files.write(
                        target,
                        entry.mode().orElse(0644),
                        owner,
                        FileContent.of(text.getBytes(StandardCharsets.UTF_8)));
            case Link(String destination) -> files.link(target, destination, owner);
            case HostPaths(List<Path> paths) -> {
                for (Path path : paths) {
                    copy(path, entry.inside() ? target + "/" + path.getFileName() : target, entry.mode(), owner);
                }
            }
        }
    }

    private void copy(Path top, String target, Optional<Integer> mode, Ids owner) {
        try {
            for (HostFileTree.Entry entry : HostFileTree.walk(top)) {
                String path = entry.path().toString().isEmpty() ? target : target + "/" + entry.path();
                switch (entry.kind()) {
                    case FILE -> {
                        // Where the host's file system has holes depends on how the file was copied there.
                        FileContent content = Holes.byContent(FileContent.of(entry.file()));
                        files.write(path, mode.orElse(modeOf(entry.file())), owner, content);
                    }
                    case DIRECTORY -> {
                        // A directory that the image has keeps its owner and mode, unless the config says others.
                        if (!files.isDirectory(path) || mode.isPresent()) {
                            files.directory(
                                    path, mode.map(DeclaredFiles::enterable).orElse(0755), owner);
                        }
                    }
                    case LINK ->
                        files.link(path, Files.readSymbolicLink(entry.file()).toString(), owner);
                }
            }
        } catch (IOException e) {
            throw new BuildException("files: can't read " + top + ": " + e.getMessage(), e);
        }
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
