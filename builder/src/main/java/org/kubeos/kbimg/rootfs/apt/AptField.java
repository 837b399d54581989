package org.kubeos.kbimg.rootfs.apt;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.rootfs.packages.SourcePosition;

/**
 * A field of a source, in either of apt's file formats.
 *
 * @param name as in a {@code .sources} file, in any case
 * @param words of the value; the lines of a key that is written out
 * @param text what the file has, for messages
 */
record AptField(String name, List<String> words, String text, SourcePosition line) {

    // apt-pkg takes these in any case, and numbers that C's strtol reads as 0 or 1, such as 0x1.
    private static final Set<String> TRUE = Set.of("yes", "true", "with", "on", "enable", "1");
    private static final Set<String> FALSE = Set.of("no", "false", "without", "off", "disable", "0");

    AptField {
        words = List.copyOf(words);
    }

    /** Whether it says yes, as apt understands it; empty if it says neither yes nor no. */
    Optional<Boolean> flag() {
        String value = String.join(" ", words).toLowerCase(Locale.ROOT);
        return TRUE.contains(value)
                ? Optional.of(true)
                : Optional.of(value).filter(FALSE::contains).map(_ -> false);
    }

    /** Whether it says yes. */
    boolean isTrue() {
        return flag().orElseThrow(() -> error("neither yes nor no. Use one of yes, true, on, 1, no, false, off, 0."));
    }

    UsageException error(String problem) {
        return line.error(text + ": " + problem);
    }
}
