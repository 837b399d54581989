package org.kubeos.kbimg.artifact.diff;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.kubeos.diskimage.tree.FilePath;

/**
 * The regular files in a directory and below it, in bytes.
 *
 * @param path at most two names deep; empty for the root
 */
public record DirectorySize(String path, long before, long after) {

    private static final int DEPTH = 2;

    /** By how much it has grown; negative if it has shrunk. */
    public long growth() {
        return after - before;
    }

    /** The directories whose size has changed, the one that has changed most first. */
    static List<DirectorySize> changes(FileListing before, FileListing after, Predicate<String> compared) {
        Map<String, Long> old = sizes(before, compared);
        Map<String, Long> now = sizes(after, compared);
        var paths = new TreeSet<>(old.keySet());
        paths.addAll(now.keySet());
        return paths.stream()
                .map(path -> new DirectorySize(path, old.getOrDefault(path, 0L), now.getOrDefault(path, 0L)))
                .filter(directory -> directory.growth() != 0)
                .sorted(Comparator.comparingLong((DirectorySize directory) -> -Math.abs(directory.growth()))
                        .thenComparing(DirectorySize::path))
                .toList();
    }

    /** The size of all files. */
    static long total(FileListing files, Predicate<String> compared) {
        return sizes(files, compared).values().stream().mapToLong(size -> size).sum();
    }

    private static Map<String, Long> sizes(FileListing files, Predicate<String> compared) {
        var sizes = new TreeMap<String, Long>();
        for (FileEntry file : files.entries().values()) {
            if (compared.test(file.path())) {
                sizes.merge(directoryOf(file.path()), file.ownSize(), Long::sum);
            }
        }
        return sizes;
    }

    private static String directoryOf(String path) {
        String parent = FilePath.parent(path);
        int end = -1;
        for (int names = 0; names < DEPTH; names++) {
            end = parent.indexOf('/', end + 1);
            if (end < 0) {
                return parent;
            }
        }
        return parent.substring(0, end);
    }
}
