package org.kubeos.kbimg.artifact.diff;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The files of a root file system, with what is mounted in it.
 *
 * @param entries by path
 * @param missing paths of directories whose file systems aren't there, and about whose files nothing is known
 */
public record FileListing(SortedMap<String, FileEntry> entries, Set<String> missing) {

    public FileListing {
        entries = Collections.unmodifiableSortedMap(entries);
        missing = Collections.unmodifiableSet(new TreeSet<>(missing));
    }

    /** A listing of these files; of two with the same path, the later one counts. */
    public static FileListing of(Collection<FileEntry> files, Set<String> missing) {
        var entries = new TreeMap<String, FileEntry>();
        files.forEach(file -> entries.put(file.path(), file));
        return new FileListing(entries, missing);
    }

    /** Whether a path is below one of the directories. */
    static boolean isBelow(String path, Collection<String> directories) {
        return directories.stream().anyMatch(directory -> path.startsWith(directory + "/"));
    }
}
