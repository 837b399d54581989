package org.kubeos.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Images hold password hashes, which are for their makers alone. */
public final class PrivateFile {

    private PrivateFile() {}

    /** Takes the right to read {@code file} from those who are neither its owner nor in its group. */
    public static void hideFromOthers(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        permissions.remove(PosixFilePermission.OTHERS_READ);
        Files.setPosixFilePermissions(file, permissions);
    }
}
