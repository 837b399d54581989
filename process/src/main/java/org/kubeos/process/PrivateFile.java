package org.kubeos.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Restricts the permissions of images, which hold password hashes. */
public final class PrivateFile {

    private PrivateFile() {}

    /** Removes the permission to read {@code file} from all but its owner and group. */
    public static void hideFromOthers(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        permissions.remove(PosixFilePermission.OTHERS_READ);
        Files.setPosixFilePermissions(file, permissions);
    }
}
