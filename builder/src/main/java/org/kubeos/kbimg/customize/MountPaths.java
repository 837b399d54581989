package org.kubeos.kbimg.customize;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.kubeos.diskimage.tree.FileNode.Directory;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Refusal;
import org.kubeos.kbimg.customize.tree.FileTree;

/**
 * Whether the directories that a config mounts something on are under their own names in a root file system. The initramfs
 * follows no link, and the files below a mount point find their partition by their paths.
 */
final class MountPaths {

    private static final String PARTITIONS = "disk.partitions";

    private final FileTree tree;
    private final List<Refusal> refusals = new ArrayList<>();

    private MountPaths(FileTree tree) {
        this.tree = tree;
    }

    /**
     * What is wrong with all of them, at their keys.
     *
     * @param tree before any edit
     */
    static List<Refusal> refusals(ImageConfig config, FileTree tree) {
        var paths = new MountPaths(tree);
        paths.checkAll("persist.union", config.persist().union());
        paths.checkAll("persist.writable", config.persist().writable());
        config.disk().partitions().stream()
                .flatMap(partition -> partition.mount().stream())
                .filter(mount -> !mount.equals(FilePath.ROOT))
                .forEach(mount -> paths.check(
                        PARTITIONS,
                        OptionalInt.empty(),
                        mount,
                        "the mount point /" + mount,
                        "mount the partition on /%s instead",
                        "mount the partition elsewhere"));
        return List.copyOf(paths.refusals);
    }

    /** @throws UsageException for the first thing that is wrong */
    static void check(ImageConfig config, FileTree tree) {
        Optional<Refusal> first = refusals(config, tree).stream().findFirst();
        if (first.isPresent()) {
            throw new UsageException(first.get().key() + ": " + first.get().reason());
        }
    }

    private void checkAll(String key, List<String> paths) {
        for (int i = 0; i < paths.size(); i++) {
            check(
                    key,
                    OptionalInt.of(i),
                    paths.get(i).substring(1),
                    paths.get(i),
                    "use /%s instead",
                    "use a directory");
        }
    }

    private void check(String key, OptionalInt item, String path, String name, String ifBehindLink, String ifFile) {
        String real = tree.resolve(path);
        if (!real.equals(path)) {
            refuse(
                    key,
                    item,
                    name + " is behind a symbolic link in the root file system; " + ifBehindLink.formatted(real));
            return;
        }
        for (String place = path; !place.isEmpty(); place = FilePath.parent(place)) {
            if (tree.find(place).filter(node -> !(node instanceof Directory)).isPresent()) {
                String file = place.equals(path) ? " is a file" : " is below the file /" + place;
                refuse(key, item, name + file + " in the root file system; " + ifFile);
            }
        }
    }

    private void refuse(String key, OptionalInt item, String reason) {
        refusals.add(new Refusal(key, item, reason));
    }
}
