package org.kubeos.agent.shadow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.node.SlotRecords;
import org.kubeos.agent.node.SyncedFiles;
import org.kubeos.nodelayout.NodeFileException;
import org.kubeos.nodelayout.PersistConf.Kind;
import org.kubeos.nodelayout.PersistConf.Mount;
import org.kubeos.nodelayout.PersistLayout;
import org.kubeos.nodelayout.ResetList;
import org.kubeos.nodelayout.ResetList.Entry;

/**
 * Local files that the next boot moves aside, so that the image's are there again. The initramfs does that, before it mounts the
 * overlays; what they show is undefined if their layers change under them.
 */
public final class Resets {

    /** What a trial that fails leaves, in words. */
    public static final String NOT_TAKEN_BACK =
            "If the node returns to the version before, the reset isn't" + " taken back; the local files are kept in /"
                    + PersistLayout.MOUNT_POINT + "/" + PersistLayout.RESET + ".";

    /** In bytes. The agent has little memory, and anything may lie on PERSIST. */
    private static final int MAX_LIST = 4 << 20;

    /** Empty in every image: the node fills it at its first boot, and is known by it from then on. */
    private static final String MACHINE_ID = "/etc/machine-id";

    private static final DateTimeFormatter DIRECTORY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final NodeRoot root;
    private final Clock clock;
    private final Path file;

    private Resets(NodeRoot root, Clock clock) {
        this.root = root;
        this.clock = clock;
        this.file = root.path("/" + PersistLayout.MOUNT_POINT).resolve(PersistLayout.RESET_LIST);
    }

    public static Resets of(NodeRoot root) {
        return new Resets(root, Clock.systemUTC());
    }

    static Resets of(NodeRoot root, Clock clock) {
        return new Resets(root, clock);
    }

    /**
     * What the next boot is to reset.
     *
     * @throws AgentException if the list can't be read
     */
    public Optional<ResetList> pending() {
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_LIST) {
                throw new IOException("it is no file, or larger than 4 MiB");
            }
            return Optional.of(ResetList.parse(Files.readString(file, StandardCharsets.US_ASCII)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | NodeFileException e) {
            throw new AgentException(
                    "Can't read " + file + ", which says what the next boot resets: " + e.getMessage()
                            + ". Remove it; then nothing is reset.",
                    e);
        }
    }

    /** What the next boot is to reset; nothing if the list can't be read. */
    public List<Entry> pendingOrNone() {
        try {
            return pending().map(ResetList::entries).orElse(List.of());
        } catch (AgentException e) {
            return List.of();
        }
    }

    /**
     * Has the next boot reset files. When this returns, that is on the disk.
     *
     * @param paths of local files that hide files of the image, and of directories with such files
     * @param whole whether directories are moved aside with everything in them, also what only this node has
     * @param events hear what is left out
     * @return all that is pending
     * @throws AgentException if there is nothing to reset at a path; nothing is changed then
     */
    public ResetList add(List<String> paths, boolean whole, Events events) throws IOException {
        requireNormalForm(paths);
        Optional<ResetList> pending = pending();
        Shadowed shadowed = Shadowed.of(root);
        paths.forEach(path -> requireUnionPath(shadowed, path, whole));
        // What is around the paths counts as well, such as a directory that was made again.
        List<ShadowedFile> files = shadowed.find(ShadowQuery.ALL).files();
        var entries = new ArrayList<Entry>(pending.map(ResetList::entries).orElse(List.of()));
        for (String path : paths) {
            entries.addAll(whole ? List.of(whole(shadowed, path, files)) : entries(shadowed, path, files, events));
        }
        var list = new ResetList(
                pending.map(ResetList::directory).orElseGet(() -> DIRECTORY.format(clock.instant())), merged(entries));
        SyncedFiles.makeDirectories(SlotRecords.directory(root));
        SyncedFiles.replace(file, list.text().getBytes(StandardCharsets.US_ASCII));
        return list;
    }

    /**
     * Keeps the next boot from resetting files.
     *
     * @param paths of files, and of directories with everything in them
     * @return what is still pending
     * @throws AgentException if nothing is pending at a path; nothing is changed then
     */
    public Optional<ResetList> cancel(List<String> paths) throws IOException {
        requireNormalForm(paths);
        Optional<ResetList> pending = pending();
        List<Entry> entries = pending.map(ResetList::entries).orElse(List.of());
        for (String path : paths) {
            if (entries.stream().noneMatch(entry -> ShadowQuery.isWithin(entry.path(), path))) {
                throw new AgentException("Can't cancel the reset of " + path + ": there is none. "
                        + (entries.isEmpty() ? "Nothing is to be reset." : "See: kubeos status"));
            }
        }
        List<Entry> left = entries.stream()
                .filter(entry -> paths.stream().noneMatch(path -> ShadowQuery.isWithin(entry.path(), path)))
                .toList();
        if (left.isEmpty()) {
            SyncedFiles.remove(file);
            return Optional.empty();
        }
        var list = new ResetList(pending.orElseThrow().directory(), left);
        SyncedFiles.replace(file, list.text().getBytes(StandardCharsets.US_ASCII));
        return Optional.of(list);
    }

    private static void requireNormalForm(List<String> paths) {
        for (String path : paths) {
            if (!ShadowQuery.isNormal(path)) {
                throw new AgentException("Can't reset '" + path
                        + "': expected an absolute path without empty names, '.' and '..', such as /etc/hosts.");
            }
        }
    }

    private static void requireUnionPath(Shadowed shadowed, String path, boolean whole) {
        Optional<Mount> mount = shadowed.innermostMount(path);
        if (mount.isPresent() && mount.get().kind() == Kind.WRITABLE) {
            throw new AgentException("Can't reset " + path + ": it is on the writable path "
                    + mount.get().path() + ", which shows no files of the image.");
        }
        boolean isMount = mount.isPresent() && mount.get().path().equals(path);
        if (whole && (mount.isEmpty() || isMount)) {
            throw new AgentException(
                    "Can't reset all of " + path + ": it isn't in a union path. Expected a directory in one of: "
                            + String.join(", ", shadowed.unionPaths()));
        }
        if (mount.isEmpty() && shadowed.unionPaths().stream().noneMatch(union -> ShadowQuery.isWithin(union, path))) {
            throw new AgentException("Can't reset " + path + ": it is on no union path, and so nothing local hides it."
                    + " The union paths of this image are: " + String.join(", ", shadowed.unionPaths()));
        }
    }

    private Entry whole(Shadowed shadowed, String path, List<ShadowedFile> files) throws IOException {
        if (within(path, files).isEmpty()) {
            throw new AgentException(whyNot(shadowed, path, files));
        }
        return new Entry(path, true);
    }

    private List<Entry> entries(Shadowed shadowed, String path, List<ShadowedFile> files, Events events)
            throws IOException {
        List<ShadowedFile> found = within(path, files);
        if (found.isEmpty()) {
            throw new AgentException(whyNot(shadowed, path, files));
        }
        var entries = new ArrayList<Entry>();
        var leftOut = new TreeSet<String>();
        for (ShadowedFile local : found) {
            Optional<String> remade = remadeAbove(local.path(), files);
            if (remade.isPresent()) {
                leftOut.add(remade.get());
            } else {
                entries.add(new Entry(local.path(), false));
            }
        }
        for (String directory : leftOut) {
            String why = directory + " was removed and made again here, which hides all that the image has in it."
                    + " To reset it with everything in it, also what only this node has: kubeos reset --whole "
                    + directory;
            if (entries.isEmpty()) {
                throw new AgentException("Can't reset " + path + " alone: " + why);
            }
            events.warn("Not all of " + path + " is reset: " + why);
        }
        return entries;
    }

    /** The files that a path stands for. Who names a directory doesn't mean to have another node. */
    private static List<ShadowedFile> within(String path, List<ShadowedFile> files) {
        return files.stream()
                .filter(file -> ShadowQuery.isWithin(file.path(), path))
                .filter(file -> !file.path().equals(MACHINE_ID) || path.equals(MACHINE_ID))
                .toList();
    }

    /** The outermost directory above a file that is known to have been removed and made again. */
    private static Optional<String> remadeAbove(String path, List<ShadowedFile> files) {
        return files.stream()
                .flatMap(file -> file.remade().stream())
                .filter(directory -> path.startsWith(directory + "/"))
                .min(Comparator.comparing(String::length));
    }

    private String whyNot(Shadowed shadowed, String path, List<ShadowedFile> files) throws IOException {
        for (ShadowedFile above : files) {
            boolean hidesAll = above.kind() == ShadowedFile.Kind.DELETED || above.kind() == ShadowedFile.Kind.REPLACED;
            if (hidesAll && ShadowQuery.isWithin(path, above.path())) {
                return "Can't reset " + path + " alone: " + above.path() + " is "
                        + above.kind().name().toLowerCase(Locale.ROOT) + " here. Try: kubeos reset " + above.path();
            }
        }
        if (shadowed.isInImage(path)) {
            return "Can't reset " + path + ": no local file hides the image's.";
        }
        return Files.exists(root.path(path), LinkOption.NOFOLLOW_LINKS)
                ? "Can't reset " + path + ": it is no file of the image. To have it no more, remove it with rm."
                : "Can't reset " + path + ": there is no such file, neither here nor in the image.";
    }

    /** Sorted, without those that are in a directory that is moved with everything in it. */
    private static List<Entry> merged(Collection<Entry> entries) {
        return entries.stream()
                .filter(entry -> entries.stream()
                        .noneMatch(other -> other.whole() && !other.equals(entry) && other.covers(entry.path())))
                .distinct()
                .sorted(Comparator.comparing(Entry::path))
                .toList();
    }
}
