package org.kubeos.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Creates files and directories that the users of sandboxes can read, whatever the umask. */
public final class PublicFile {

    private PublicFile() {}

    /** Writes a text file that everybody can read, and returns it. */
    public static Path write(Path file, String text) throws IOException {
        return makeReadable(Files.writeString(file, text));
    }

    /** Makes a file readable for everybody, and returns it. */
    public static Path makeReadable(Path file) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    /** Creates the directories of {@code relative} below {@code parent}, which everybody can enter, and returns the last one. */
    public static Path createDirectories(Path parent, Path relative) throws IOException {
        Path directory = parent;
        for (Path name : relative) {
            directory = directory.resolve(name);
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return directory;
    }
}
