package org.kubeos.testkit.rpm;

import java.time.Instant;

/**
 * A file of an RPM.
 *
 * @param path absolute
 * @param mode permission bits, with setuid, setgid and sticky
 */
record RpmFile(String path, Kind kind, int mode, String user, String group, Instant modified) {

    sealed interface Kind {}

    /** @param configuration whether changes by an administrator are expected */
    record Regular(byte[] content, boolean configuration) implements Kind {}

    record Link(String target) implements Kind {}

    record Directory() implements Kind {}

    static RpmFile ofRoot(String path, Kind kind, int mode, Instant modified) {
        return new RpmFile(path, kind, mode, "root", "root", modified);
    }
}
