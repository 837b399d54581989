package org.kubeos.kbimg.config.node;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kubeos.yamlschema.HostNames;

/** A file on the build host, or a directory with its contents. */
public final class HostFileTree {

    /** What {@link org.kubeos.process.UnfinishedDirectory} names the outputs that are being written. */
    private static final String UNFINISHED = ".kbimg-unfinished";

    private HostFileTree() {}

    /**
     * One file of the tree.
     *
     * @param path relative to the tree's top, which itself is the empty path
     * @param file where it is on the host; a symbolic link only below the top
     */
    public record Entry(Path path, Path file, Kind kind) {}

    public enum Kind {
        FILE,
        DIRECTORY,
        LINK
    }

    /**
     * Everything at and below {@code top}, directories before what is in them, sorted by name. Symbolic links below the
     * top stay links. What a build is writing there is left out: it grows meanwhile, and reading its lock file would
     * release the lock.
     *
     * @throws IOException if something is unreadable, its name is not valid UTF-8, or neither a file nor a directory nor a link
     */
    public static List<Entry> walk(Path top) throws IOException {
        requireExactName(top);
        var entries = new ArrayList<Entry>();
        add(top.toRealPath(), Path.of(""), entries);
        return entries;
    }

    private static void add(Path file, Path path, List<Entry> entries) throws IOException {
        if (Files.isSymbolicLink(file)) {
            requireExactName(Files.readSymbolicLink(file));
            entries.add(new Entry(path, file, Kind.LINK));
        } else if (Files.isDirectory(file)) {
            entries.add(new Entry(path, file, Kind.DIRECTORY));
            for (Path child : children(file)) {
                requireExactName(child);
                add(child, path.resolve(child.getFileName()), entries);
            }
        } else if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is neither a file, a directory, nor a symbolic link");
        } else if (!Files.isReadable(file)) {
            throw new IOException("this user can't read the file " + file);
        } else {
            entries.add(new Entry(path, file, Kind.FILE));
        }
    }

    private static void requireExactName(Path file) throws IOException {
        Optional<String> problem = HostNames.problem(file);
        if (problem.isPresent()) {
            throw new IOException(problem.get());
        }
    }

    private static List<Path> children(Path directory) throws IOException {
        try (var children = Files.list(directory)) {
            // By the names' characters, whatever the host's file system or locale thinks.
            return children.filter(child -> !name(child).equals(UNFINISHED))
                    .sorted((a, b) -> name(a).compareTo(name(b)))
                    .toList();
        }
    }

    /** The problem with {@code top}, if there is one. */
    static Optional<String> problem(Path top) {
        try {
            if (!Files.exists(top)) {
                return Optional.of(
                        Files.isSymbolicLink(top) ? top + " is a dangling symbolic link" : "there is no " + top);
            }
            walk(top);
            return Optional.empty();
        } catch (AccessDeniedException e) {
            return Optional.of("this user can't read " + e.getFile());
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
