package org.kubeos.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The user that runs this process. */
public final class CurrentUser {

    private CurrentUser() {}

    /** @throws UncheckedIOException if {@code /proc} is not mounted */
    public static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't find out which user this is. Is /proc mounted?", e);
        }
    }
}
