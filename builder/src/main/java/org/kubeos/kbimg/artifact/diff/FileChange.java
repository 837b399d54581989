package org.kubeos.kbimg.artifact.diff;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.commons.codec.digest.DigestUtils;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.kbimg.artifact.diff.FileEntry.EntryType;

/**
 * A file that isn't the same on both sides.
 *
 * @param before its size in bytes; empty if it was added
 * @param after its size in bytes; empty if it was removed
 * @param fields what else has changed: {@code content}, {@code mode}, {@code owner}, {@code target}, {@code type}, and
 *     extended attributes by their names; none if the file was added or removed
 */
public record FileChange(
        String path, EntryType type, OptionalLong before, OptionalLong after, List<FieldChange> fields) {

    /** Values of extended attributes are shown up to this length, in bytes. */
    private static final int MAX_SHOWN_XATTR = 64;

    public FileChange {
        fields = List.copyOf(fields);
    }

    /** Whether the file is on one side alone. */
    public ChangeKind kind() {
        return before.isEmpty() ? ChangeKind.ADDED : after.isEmpty() ? ChangeKind.REMOVED : ChangeKind.CHANGED;
    }

    /**
     * All changes, by path.
     *
     * @param compared whether a path is looked at
     */
    static List<FileChange> between(FileListing before, FileListing after, Predicate<String> compared)
            throws IOException {
        var paths = new TreeSet<>(before.entries().keySet());
        paths.addAll(after.entries().keySet());
        paths.removeIf(compared.negate());
        if (!before.entries().containsKey(FilePath.ROOT) || !after.entries().containsKey(FilePath.ROOT)) {
            paths.remove(FilePath.ROOT); // Not all archives have the root itself.
        }
        var changes = new ArrayList<FileChange>();
        for (String path : paths) {
            Optional<FileEntry> one = Optional.ofNullable(before.entries().get(path));
            Optional<FileEntry> other = Optional.ofNullable(after.entries().get(path));
            List<FieldChange> fields =
                    one.isPresent() && other.isPresent() ? fields(one.get(), other.get()) : List.of();
            if (one.isEmpty() || other.isEmpty() || !fields.isEmpty()) {
                EntryType type = other.or(() -> one).orElseThrow().type();
                changes.add(new FileChange(path, type, size(one), size(other), fields));
            }
        }
        return changes;
    }

    private static OptionalLong size(Optional<FileEntry> file) {
        return file.isPresent() ? OptionalLong.of(file.get().size()) : OptionalLong.empty();
    }

    private static List<FieldChange> fields(FileEntry before, FileEntry after) throws IOException {
        var changes = new ArrayList<FieldChange>();
        if (before.type() != after.type()) {
            changes.add(
                    FieldChange.of("type", before.type().words(), after.type().words()));
        } else if (before.type() == EntryType.FILE && !hasSameContent(before, after)) {
            changes.add(new FieldChange("content", Optional.empty(), Optional.empty()));
        } else {
            FieldChange.addIfDifferent("target", before.target(), after.target(), changes);
        }
        if (before.metadata().isPresent() && after.metadata().isPresent()) {
            addMetadata(before, before.metadata().get(), after.metadata().get(), changes);
        }
        return changes;
    }

    private static void addMetadata(
            FileEntry file, FileMetadata before, FileMetadata after, List<FieldChange> changes) {
        // Nobody looks at a link's own mode, and it differs between file systems.
        if (file.type() != EntryType.LINK) {
            FieldChange.addIfDifferent("mode", mode(before), mode(after), changes);
        }
        FieldChange.addIfDifferent("owner", owner(before), owner(after), changes);
        var names = new TreeSet<>(before.xattrs().keySet());
        names.addAll(after.xattrs().keySet());
        for (String name : names) {
            byte[] one = before.xattrs().get(name);
            byte[] other = after.xattrs().get(name);
            if (!Arrays.equals(one, other)) {
                changes.add(new FieldChange(name, value(before.xattrs(), name), value(after.xattrs(), name)));
            }
        }
    }

    private static String mode(FileMetadata metadata) {
        return "%04o".formatted(metadata.mode());
    }

    private static String owner(FileMetadata metadata) {
        return metadata.uid() + ":" + metadata.gid();
    }

    private static Optional<String> value(Map<String, byte[]> xattrs, String name) {
        return Optional.ofNullable(xattrs.get(name)).map(bytes -> {
            String text = new String(bytes, StandardCharsets.US_ASCII).replaceFirst("\0$", "");
            if (text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
                return text;
            }
            return bytes.length > MAX_SHOWN_XATTR
                    ? bytes.length + " bytes"
                    : "0x" + HexFormat.of().formatHex(bytes);
        });
    }

    private static boolean hasSameContent(FileEntry before, FileEntry after) throws IOException {
        return before.size() == after.size() && (before.size() == 0 || Arrays.equals(digest(before), digest(after)));
    }

    private static byte[] digest(FileEntry file) throws IOException {
        MessageDigest digest = DigestUtils.getSha256Digest();
        try (var channel = Channels.newChannel(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
            file.content().copyTo(channel);
        }
        return digest.digest();
    }
}
