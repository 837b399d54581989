package org.kubeos.yamlschema;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Types of values that are paths of files on the build host. */
public final class HostFiles {

    /** A value that a path stands for, where a config may also have something else. */
    public interface Named {

        /** The file on the build host, resolved. */
        Path file();
    }

    private HostFiles() {}

    /**
     * The type of paths of existing files.
     *
     * @param noun such as "a program"
     */
    public static TextType<Path> type(String noun) {
        return TextType.parsed(noun, "the path of an existing file", "(?s).*", HostFiles::existing);
    }

    /**
     * Resolves a path.
     *
     * @param directory that relative paths are resolved against
     * @throws InvalidValueException if {@code text} can't be a path
     */
    public static Path resolve(String text, Path directory) throws InvalidValueException {
        try {
            Path path = directory.resolve(text).normalize();
            Optional<String> problem = HostNames.problem(path);
            if (problem.isPresent()) {
                throw new InvalidValueException(problem.get());
            }
            return path;
        } catch (InvalidPathException e) {
            throw new InvalidValueException("the path has a character that no file name can have");
        }
    }

    /** As {@link #resolve}; the path must be that of a readable regular file. */
    public static Path existing(String text, Path directory) throws InvalidValueException {
        Path file = resolve(text, directory);
        if (!Files.exists(file)) {
            throw new InvalidValueException("there is no file " + file);
        }
        if (!Files.isRegularFile(file)) {
            throw new InvalidValueException(
                    file + " is " + (Files.isDirectory(file) ? "a directory" : "not a regular file"));
        }
        if (!Files.isReadable(file)) {
            throw new InvalidValueException("the file " + file + " may not be read by this user");
        }
        return file;
    }
}
