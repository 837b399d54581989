package org.kubeos.agent.shadow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.node.SlotRecords;
import org.kubeos.agent.node.SlotRecords.SlotRecord;
import org.kubeos.agent.node.Slots;
import org.kubeos.diskimage.ext4.Ext4Reader;
import org.kubeos.diskimage.raw.RawReader;
import org.kubeos.nodelayout.NodeFileException;
import org.kubeos.nodelayout.PersistConf;
import org.kubeos.nodelayout.PersistConf.Kind;
import org.kubeos.nodelayout.PersistConf.Mount;
import org.kubeos.nodelayout.PersistLayout;
import org.kubeos.nodelayout.Slot;

/**
 * Local files that hide files of the image: those in the upper layers of the union paths, on PERSIST. They stay there when the
 * version below them changes.
 */
public final class Shadowed {

    private final NodeRoot root;
    private final Slots slots;
    private final List<Mount> mounts;

    private Shadowed(NodeRoot root, Slots slots, List<Mount> mounts) {
        this.root = root;
        this.slots = slots;
        this.mounts = mounts;
    }

    /**
     * @param files in the order of their paths
     * @param otherVersion the version in the other slot, which the files were compared with, too
     */
    public record Found(List<ShadowedFile> files, Optional<String> otherVersion) {

        public Found {
            files = files.stream()
                    .sorted(Comparator.comparing(ShadowedFile::path))
                    .toList();
        }

        /** The files that hide something now, or will after a boot of the other version. */
        public List<ShadowedFile> hiding() {
            return files.stream()
                    .filter(file -> file.kind() != ShadowedFile.Kind.SAME || file.conflict())
                    .toList();
        }

        /** The files that are changed locally, and differ between the two versions. */
        public List<ShadowedFile> conflicts() {
            return files.stream().filter(ShadowedFile::conflict).toList();
        }
    }

    /** @throws AgentException if it isn't a node's root, or its {@code persist.conf} can't be read */
    public static Shadowed of(NodeRoot root) {
        Path file = root.path("/" + PersistConf.PATH);
        try {
            return new Shadowed(
                    root,
                    Slots.of(root),
                    PersistConf.parse(Files.readString(file)).mounts());
        } catch (IOException | NodeFileException e) {
            throw new AgentException(
                    "Can't tell which paths are kept on PERSIST: can't read " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Looks for local files.
     *
     * @throws AgentException if a path isn't on a union path, or the running image or PERSIST can't be read
     */
    public Found find(ShadowQuery query) {
        query.paths().forEach(this::requireUnionPath);
        Optional<SlotRecord> record = SlotRecords.of(root).find(slots.other());
        if (record.isPresent()) {
            try {
                List<ShadowedFile> files = compare(query, Optional.of(slots.other()));
                // An upgrade that began meanwhile has overwritten what was compared.
                if (SlotRecords.of(root).find(slots.other()).equals(record)) {
                    return new Found(files, record.map(SlotRecord::version));
                }
            } catch (IOException e) {
                // If it was the other slot that can't be read, the running version can be compared all the same.
            }
        }
        try {
            return new Found(compare(query, Optional.empty()), Optional.empty());
        } catch (IOException e) {
            throw new AgentException(
                    "Can't compare the files on PERSIST with those in slot " + slots.running() + ": " + e.getMessage(),
                    e);
        }
    }

    private List<ShadowedFile> compare(ShadowQuery query, Optional<Slot> otherSlot) throws IOException {
        try (RawReader running = RawReader.open(slots.device(slots.running()))) {
            if (otherSlot.isEmpty()) {
                return walk(query, Ext4Reader.open(running), Optional.empty());
            }
            try (RawReader other = RawReader.open(slots.device(otherSlot.get()))) {
                return walk(query, Ext4Reader.open(running), Optional.of(Ext4Reader.open(other)));
            }
        }
    }

    private List<ShadowedFile> walk(ShadowQuery query, Ext4Reader running, Optional<Ext4Reader> other)
            throws IOException {
        Set<String> mountPoints = mounts.stream().map(Mount::path).collect(Collectors.toSet());
        var walk = new LayerWalk(root, running, other, mountPoints, query);
        Path persist = root.path("/" + PersistLayout.MOUNT_POINT);
        for (String path : unionPaths()) {
            if (query.leadsInto(path)) {
                Optional<UpperDirectory> upper = UpperDirectory.open(persist, Path.of(PersistLayout.upperOf(path)));
                if (upper.isPresent()) {
                    try (UpperDirectory directory = upper.get()) {
                        walk.visit(path, directory);
                    }
                }
            }
        }
        return walk.found();
    }

    private void requireUnionPath(String path) {
        List<String> unions = unionPaths();
        if (unions.stream()
                .noneMatch(union -> ShadowQuery.isWithin(path, union) || ShadowQuery.isWithin(union, path))) {
            throw new AgentException(
                    "Can't look at " + path + ": it is on no union path, and so nothing local hides it."
                            + " The union paths of this image are: " + String.join(", ", unions));
        }
    }

    /** Whether the running image has a file. */
    boolean isInImage(String path) throws IOException {
        try (RawReader running = RawReader.open(slots.device(slots.running()))) {
            return ImageFile.find(Ext4Reader.open(running), path).isPresent();
        }
    }

    /** The innermost union or writable path that a path is in, or is itself. */
    Optional<Mount> innermostMount(String path) {
        return mounts.stream()
                .filter(mount -> mount.kind() != Kind.PERSIST && ShadowQuery.isWithin(path, mount.path()))
                .max(Comparator.comparing(mount -> mount.path().length()));
    }

    List<String> unionPaths() {
        return mounts.stream()
                .filter(mount -> mount.kind() == Kind.UNION)
                .map(Mount::path)
                .sorted()
                .toList();
    }
}
