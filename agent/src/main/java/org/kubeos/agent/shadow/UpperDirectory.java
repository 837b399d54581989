package org.kubeos.agent.shadow;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.kubeos.agent.AgentException;

/**
 * An open directory of an upper layer. Whoever can write to PERSIST can put links there, also while the agent looks at it, so
 * names are looked up below the open directory, and links are never followed.
 */
final class UpperDirectory implements Closeable {

    private final Path path;
    private final SecureDirectoryStream<Path> directory;

    private UpperDirectory(Path path, SecureDirectoryStream<Path> directory) {
        this.path = path;
        this.directory = directory;
    }

    /**
     * Opens a directory on PERSIST.
     *
     * @param persist where PERSIST is mounted
     * @param path below that
     * @return empty if there is none
     * @throws AgentException if something else than a directory is on the way
     */
    static Optional<UpperDirectory> open(Path persist, Path path) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(persist)) {
            return below(new UpperDirectory(persist, secure(stream, persist)), path);
        }
    }

    /** Closes {@code start}. */
    private static Optional<UpperDirectory> below(UpperDirectory start, Path path) throws IOException {
        UpperDirectory current = start;
        for (Path name : path) {
            try (UpperDirectory parent = current) {
                if (!parent.isDirectory(name)) {
                    throw new AgentException("Can't look for local files in " + start.path.resolve(path) + ": "
                            + parent.path.resolve(name) + " is no directory, and links are not followed. Put a"
                            + " directory in its place.");
                }
                current = parent.enter(name);
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        }
        return Optional.of(current);
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream, Path path) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("can't open " + path + " so that links in it are not followed");
    }

    private boolean isDirectory(Path name) throws IOException {
        return view(name).readAttributes().isDirectory();
    }

    /** Opens a directory in this one. The caller knows that it is one: to open a FIFO would take for ever. */
    UpperDirectory enter(Path name) throws IOException {
        Path child = path.resolve(name);
        return new UpperDirectory(child, secure(directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS), child));
    }

    /**
     * Files in this directory, by their names. Can be called once.
     *
     * @param wanted says which; there may be any number of others
     */
    Map<String, UpperFile> list(Predicate<String> wanted) throws IOException {
        var files = new TreeMap<String, UpperFile>();
        try {
            for (Path entry : directory) {
                Path name = Objects.requireNonNull(entry.getFileName(), "a directory's entry");
                if (wanted.test(name.toString())) {
                    read(name).ifPresent(file -> files.put(name.toString(), file));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return files;
    }

    /** Owners and device numbers can be read by path only: they count if the path still leads to the same file. */
    private Optional<UpperFile> read(Path name) throws IOException {
        try {
            UpperFile file = UpperFile.read(this, path.resolve(name), name);
            boolean isSame = file.key().equals(view(name).readAttributes().fileKey());
            return isSame ? Optional.of(file) : Optional.empty();
        } catch (NoSuchFileException e) {
            // It was removed meanwhile.
            return Optional.empty();
        }
    }

    private BasicFileAttributeView view(Path name) {
        return directory.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Opens a regular file in this directory. */
    SeekableByteChannel openToRead(Path name) throws IOException {
        return directory.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public void close() throws IOException {
        directory.close();
    }
}
