package org.kubeos.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Files and directories that the users of sandboxes can read, whatever the caller's umask. */
public final class PublicFile {

    private PublicFile() {}

    /** Writes a text, and returns the file. */
    public static Path write(Path file, String text) throws IOException {
        return makeReadable(Files.writeString(file, text));
    }

    /** Lets everybody read a file. */
    public static Path makeReadable(Path file) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    /** Makes a directory where it is missing, with those on its way, and returns it; everybody can enter each of them. */
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
