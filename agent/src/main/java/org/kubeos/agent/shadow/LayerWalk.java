package org.kubeos.agent.shadow;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.shadow.ShadowedFile.Kind;
import org.kubeos.diskimage.ext4.Ext4Reader;
import org.kubeos.diskimage.ext4.FileType;

/**
 * Goes through the upper layer of a union path, beside the same directories of the images. What no image has hides nothing, so
 * the walk goes no further than the images do.
 */
final class LayerWalk {

    /** All diffs together, in characters. */
    private static final int MAX_DIFFS = 2 << 20;

    private static final int READ_BY_OTHERS = 04;
    private static final int ENTERED_BY_OTHERS = 01;

    private final NodeRoot root;
    private final Ext4Reader running;
    private final Optional<Ext4Reader> other;
    private final Set<String> mounts;
    private final ShadowQuery query;
    private final Owners owners;
    private final List<ShadowedFile> found = new ArrayList<>();
    private int diffs;

    /**
     * @param other the version in the other slot, if that holds one
     * @param mounts all that is mounted from PERSIST
     */
    LayerWalk(NodeRoot root, Ext4Reader running, Optional<Ext4Reader> other, Set<String> mounts, ShadowQuery query) {
        this.root = root;
        this.running = running;
        this.other = other;
        this.mounts = mounts;
        this.query = query;
        this.owners = Owners.of(root);
    }

    List<ShadowedFile> found() {
        return found;
    }

    /** The files of the same name in the two versions. */
    private record Versions(Optional<ImageFile> running, Optional<ImageFile> other) {

        /** The one that a local file is compared with. */
        ImageFile image() {
            return running.or(() -> other).orElseThrow();
        }

        boolean haveDirectory() {
            return isDirectory(running) || isDirectory(other);
        }

        private static boolean isDirectory(Optional<ImageFile> file) {
            return file.isPresent() && file.get().type() == FileType.DIRECTORY;
        }

        boolean isClosed() {
            return isClosed(running) || isClosed(other);
        }

        private static boolean isClosed(Optional<ImageFile> directory) {
            return directory.isPresent() && (directory.get().mode() & ENTERED_BY_OTHERS) == 0;
        }
    }

    /** Goes through all of a union path. */
    void visit(String unionPath, UpperDirectory upper) throws IOException {
        var images = new Versions(
                ImageFile.find(running, unionPath),
                other.isPresent() ? ImageFile.find(other.get(), unionPath) : Optional.empty());
        visit(new Place(unionPath, device(unionPath), images.isClosed()), upper, images);
    }

    /**
     * Where the walk is.
     *
     * @param overlay number of the device that the union path is in the running system; empty if nothing is there
     * @param isClosed whether not everybody can get there
     */
    private record Place(String path, Optional<Object> overlay, boolean isClosed) {

        Place below(String name, boolean closed) {
            return new Place(path + "/" + name, overlay, isClosed || closed);
        }
    }

    private void visit(Place place, UpperDirectory upper, Versions images) throws IOException {
        Map<String, ImageFile> inRunning = list(images.running());
        Map<String, ImageFile> inOther = list(images.other());
        Map<String, UpperFile> locals = upper.list(name -> inRunning.containsKey(name) || inOther.containsKey(name));
        for (Map.Entry<String, UpperFile> entry : locals.entrySet()) {
            String name = entry.getKey();
            UpperFile local = entry.getValue();
            var versions =
                    new Versions(Optional.ofNullable(inRunning.get(name)), Optional.ofNullable(inOther.get(name)));
            boolean closed = local.type() == FileType.DIRECTORY
                    && ((local.mode() & ENTERED_BY_OTHERS) == 0 || versions.isClosed());
            Place at = place.below(name, closed);
            if (mounts.contains(at.path()) || !query.leadsInto(at.path())) {
                continue;
            }
            try {
                visit(at, local, versions);
            } catch (NoSuchFileException e) {
                // It was removed meanwhile.
            }
        }
        addHiddenByOpaque(place, locals, inRunning, inOther);
    }

    private void visit(Place at, UpperFile local, Versions versions) throws IOException {
        // What isn't a directory hides all that an image has in one.
        if (query.includes(at.path()) || local.type() != FileType.DIRECTORY) {
            add(at, local, versions);
        }
        if (local.type() == FileType.DIRECTORY && versions.haveDirectory()) {
            try (UpperDirectory below = local.enter()) {
                visit(at, below, versions);
            }
        }
    }

    private static Map<String, ImageFile> list(Optional<ImageFile> directory) throws IOException {
        return directory.isPresent() ? directory.get().list() : Map.of();
    }

    private void add(Place place, UpperFile local, Versions versions) throws IOException {
        var comparison = new Comparison(versions.image(), local);
        List<String> details = local.isWhiteout() ? List.of() : comparison.details(owners);
        Kind kind = kind(local, comparison, details);
        boolean changedByUpgrade = isChangedByUpgrade(versions);
        boolean conflict = changedByUpgrade
                && versions.other().isPresent()
                && !new Comparison(versions.other().get(), local).isSame();
        if (kind == Kind.SAME && local.type() == FileType.DIRECTORY && !conflict) {
            return;
        }
        Optional<Comparison.TextDiff> diff = kind == Kind.CHANGED && query.diff() && local.type() == FileType.REGULAR
                ? diff(place, local, versions.image(), comparison)
                : Optional.empty();
        found.add(new ShadowedFile(
                place.path(),
                kind,
                owners.name(local),
                local.changed(),
                details,
                changedByUpgrade,
                conflict,
                diff.flatMap(Comparison.TextDiff::hunks),
                diff.flatMap(Comparison.TextDiff::whyNot),
                Optional.empty()));
    }

    private static Kind kind(UpperFile local, Comparison comparison, List<String> details) {
        if (local.isWhiteout()) {
            return Kind.DELETED;
        }
        if (!comparison.isSameType()) {
            return Kind.REPLACED;
        }
        return details.isEmpty() ? Kind.SAME : Kind.CHANGED;
    }

    private boolean isChangedByUpgrade(Versions versions) throws IOException {
        if (other.isEmpty()) {
            return false;
        }
        return versions.running().isEmpty()
                || versions.other().isEmpty()
                || !new Comparison(versions.running().get(), versions.other().get()).isSame();
    }

    private Optional<Comparison.TextDiff> diff(Place place, UpperFile local, ImageFile image, Comparison comparison)
            throws IOException {
        if (comparison.isSameContent()) {
            return Optional.empty();
        }
        boolean secret = place.isClosed() || (local.mode() & image.mode() & READ_BY_OTHERS) == 0;
        if (secret && !query.secrets()) {
            return Optional.of(Comparison.TextDiff.none("not everybody can read it; to show it: --secrets"));
        }
        Comparison.TextDiff diff = comparison.diff();
        diffs += diff.hunks().map(String::length).orElse(0);
        return Optional.of(
                diffs <= MAX_DIFFS ? diff : Comparison.TextDiff.none("too much for one answer; name fewer paths"));
    }

    /**
     * A directory that was removed and made again hides all that the image has in it. It is marked with an attribute that Java
     * can't read (overlayfs, "whiteouts and opaque directories"), but the running system shows what is missing.
     */
    private void addHiddenByOpaque(
            Place place,
            Map<String, UpperFile> locals,
            Map<String, ImageFile> inRunning,
            Map<String, ImageFile> inOther)
            throws IOException {
        Path merged = root.path(place.path());
        if (inRunning.keySet().stream().allMatch(locals::containsKey)
                || place.overlay().isEmpty()
                || !place.overlay().equals(device(place.path()))) {
            return;
        }
        var visible = new HashSet<String>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(merged)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (inRunning.containsKey(name)) {
                    visible.add(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        for (Map.Entry<String, ImageFile> hidden : inRunning.entrySet()) {
            String name = hidden.getKey();
            String path = place.path() + "/" + name;
            if (!locals.containsKey(name) && !visible.contains(name) && query.includes(path)) {
                addHidden(
                        path,
                        place.path(),
                        new Versions(Optional.of(hidden.getValue()), Optional.ofNullable(inOther.get(name))));
            }
        }
    }

    private void addHidden(String path, String directory, Versions versions) throws IOException {
        boolean changedByUpgrade = isChangedByUpgrade(versions);
        UpperFile.Change change = UpperFile.change(root.path(directory));
        found.add(new ShadowedFile(
                path,
                Kind.DELETED,
                owners.name(change.uid(), change.gid()),
                change.time(),
                List.of(),
                changedByUpgrade,
                changedByUpgrade && versions.other().isPresent(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(directory)));
    }

    /** Empty if there is no directory. Links are not followed. */
    private Optional<Object> device(String path) throws IOException {
        Path directory = root.path(path);
        return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(Files.getAttribute(directory, "unix:dev", LinkOption.NOFOLLOW_LINKS))
                : Optional.empty();
    }
}
