package org.kubeos.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The permissions of files that hold secrets, and of those that users of sandboxes read, whatever the umask. */
public final class FilePermissions {

    private FilePermissions() {}

    /** Removes the permission to read {@code file}, such as an image with password hashes, from all but its owner and group. */
    public static void hideFromOthers(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        permissions.remove(PosixFilePermission.OTHERS_READ);
        Files.setPosixFilePermissions(file, permissions);
    }

    /** Writes a text file that everybody can read, and returns it. */
    public static Path writeWorldReadable(Path file, String text) throws IOException {
        return makeWorldReadable(Files.writeString(file, text));
    }

    /** Makes a file readable for everybody, and returns it. */
    public static Path makeWorldReadable(Path file) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    /** Creates the directories of {@code relative} below {@code parent}, which everybody can enter, and returns the last one. */
    public static Path createWorldReadableDirectories(Path parent, Path relative) throws IOException {
        Path directory = parent;
        for (Path name : relative) {
            directory = directory.resolve(name);
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return directory;
    }
}
