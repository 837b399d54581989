package org.kubeos.kbimg.customize.containers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.kubeos.kbimg.config.ContainerRuntime;
import org.kubeos.kbimg.config.DiskConfig;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.ImageConfig.Persist;
import org.kubeos.kbimg.config.node.FileEntry;
import org.kubeos.kbimg.config.node.FileEntry.HostPaths;
import org.kubeos.kbimg.config.node.FileEntry.Link;
import org.kubeos.kbimg.customize.tree.FileTree;

/** The container runtimes that a node has, from packages or from the config's files. */
public final class InstalledRuntimes {

    private final ImageConfig config;
    private final FileTree tree;
    private final Set<ContainerRuntime> runtimes = EnumSet.noneOf(ContainerRuntime.class);

    private InstalledRuntimes(ImageConfig config, FileTree tree) {
        this.config = config;
        this.tree = tree;
    }

    /** @param tree without the config's files as yet */
    public static InstalledRuntimes of(ImageConfig config, FileTree tree) {
        var installed = new InstalledRuntimes(config, tree);
        Arrays.stream(ContainerRuntime.values())
                .filter(runtime -> runtime.places().stream().anyMatch(installed::has))
                .forEach(installed.runtimes::add);
        return installed;
    }

    /** Whether this runtime is installed. */
    public boolean include(ContainerRuntime runtime) {
        return runtimes.contains(runtime);
    }

    private boolean has(String program) {
        return tree.exists(program) || config.node().files().stream().anyMatch(entry -> adds(entry, program));
    }

    /** Whether an entry of {@code files} may add a file at {@code path}, relative to the root. */
    private static boolean adds(FileEntry entry, String path) {
        if (!(entry.source() instanceof HostPaths(List<Path> sources))) {
            return entry.path().equals(path);
        }
        return sources.stream().anyMatch(source -> switch (entry.placement()) {
            case AT_TARGET -> adds(source, entry.path(), path);
            case INSIDE -> adds(source, entry.pathInside(source), path);
            case INSIDE_IF_DIRECTORY ->
                adds(source, entry.path(), path) || adds(source, entry.pathInside(source), path);
        });
    }

    /** Whether {@code source}, copied to {@code top}, is or has a file that is then at {@code path}. */
    private static boolean adds(Path source, String top, String path) {
        if (path.equals(top)) {
            return Files.isRegularFile(source);
        }
        String above = top.isEmpty() ? "" : top + "/";
        return path.startsWith(above) && Files.isRegularFile(source.resolve(path.substring(above.length())));
    }

    /**
     * What is kept on PERSIST: as the config says, and the storage of each runtime as a writable path, unless the config
     * places that elsewhere.
     */
    public Persist persist() {
        List<String> storage = runtimes.stream()
                .map(ContainerRuntime::storage)
                .distinct()
                .filter(path -> !isPlaced(path))
                .toList();
        Persist declared = config.persist();
        return new Persist(
                declared.union(),
                Stream.concat(declared.writable().stream(), storage.stream()).toList(),
                declared.directories(),
                declared.suid(),
                declared.dev());
    }

    /** Whether a writable path, a partition, or a link already decides where {@code path} is kept. */
    private boolean isPlaced(String path) {
        Persist persist = config.persist();
        return persist.union().contains(path)
                || persist.writable().stream().anyMatch(writable -> isAtOrBelow(path, writable))
                || hasPartition(path, config.disk())
                || !tree.resolve(path.substring(1)).equals(path.substring(1))
                || config.node().files().stream()
                        .anyMatch(entry -> entry.source() instanceof Link && isAtOrBelow(path, entry.target()));
    }

    private static boolean hasPartition(String path, DiskConfig disk) {
        return disk.partitions().stream()
                .flatMap(partition -> partition.mount().stream())
                .anyMatch(mount -> !mount.isEmpty() && isAtOrBelow(path, "/" + mount));
    }

    private static boolean isAtOrBelow(String path, String directory) {
        return path.equals(directory) || path.startsWith(directory + "/");
    }
}
