package org.kubeos.kbimg.artifact.disk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.Directory;
import org.kubeos.diskimage.tree.FileNode.HardLink;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.kbimg.config.PartitionConfig;

/**
 * The root file system's files, parted by the volume that they lie on. A file belongs to the volume with the longest
 * mount point above it; the mount point itself is an empty directory of the volume around it and the root directory of
 * the mounted one.
 */
public final class VolumeFiles {

    private final List<String> mounts;
    private final Map<String, List<FileNode>> files = new LinkedHashMap<>();

    /** @param mountPoints relative to the root, whose own is empty */
    public VolumeFiles(Collection<FileNode> nodes, Collection<String> mountPoints) {
        mounts = mountPoints.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        mounts.forEach(mount -> files.put(mount, new ArrayList<>()));
        Set<String> linked = nodes.stream()
                .filter(HardLink.class::isInstance)
                .map(node -> ((HardLink) node).target())
                .collect(Collectors.toSet());
        var targets = new HashMap<String, RegularFile>();
        for (FileNode node : nodes) {
            if (node instanceof RegularFile file && linked.contains(file.path())) {
                targets.put(file.path(), file);
            }
            place(node, targets);
        }
    }

    /** The files of a partition, with paths relative to its root; none if it is not mounted. */
    public List<FileNode> on(PartitionConfig partition) {
        return partition.mount().map(this::below).orElse(List.of());
    }

    List<FileNode> below(String mount) {
        return Collections.unmodifiableList(files.getOrDefault(mount, List.of()));
    }

    private void place(FileNode node, Map<String, RegularFile> targets) {
        String mount = mountOf(node.path());
        if (node instanceof Directory && !node.path().isEmpty() && mounts.contains(node.path())) {
            String around = mountOf(FilePath.parent(node.path()));
            add(around, node);
        }
        if (node instanceof HardLink link) {
            boolean crossesVolumes = !mountOf(link.target()).equals(mount);
            RegularFile target = targets.get(link.target());
            if (crossesVolumes && target != null) {
                add(mount, target.withPath(link.path()));
                return;
            }
            files(mount)
                    .add(new HardLink(relative(mount, link.path()), link.metadata(), relative(mount, link.target())));
            return;
        }
        add(mount, node);
    }

    private void add(String mount, FileNode node) {
        files(mount).add(mount.isEmpty() ? node : node.withPath(relative(mount, node.path())));
    }

    private List<FileNode> files(String mount) {
        return files.computeIfAbsent(mount, absent -> new ArrayList<>());
    }

    private String mountOf(String path) {
        for (String mount : mounts) {
            if (mount.isEmpty() || path.equals(mount) || path.startsWith(mount + "/")) {
                return mount;
            }
        }
        return FilePath.ROOT;
    }

    private static String relative(String mount, String path) {
        if (mount.isEmpty()) {
            return path;
        }
        return path.equals(mount) ? FilePath.ROOT : path.substring(mount.length() + 1);
    }
}
