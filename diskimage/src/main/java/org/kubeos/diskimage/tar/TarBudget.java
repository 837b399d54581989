package org.kubeos.diskimage.tar;

import java.nio.charset.StandardCharsets;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.tar.TarLimitException.Limit;
import org.kubeos.diskimage.tree.FileNode;

/** Adds up the sizes of an archive's members, and enforces the limits. */
final class TarBudget {

    /** PATH_MAX of Linux, less the NUL: no process can open a longer path. */
    private static final int MAX_PATH = 4095;

    /** A member has four headers at most: pax, long name, long link target, and its own. */
    private static final int HEADERS_PER_ENTRY = 4;

    /** What the heap takes for an extent of a sparse file. */
    private static final int EXTENT_BYTES = 32;

    private static final int MAX_SHOWN = 60;

    private final TarLimits limits;
    private long headers;
    private int entries;
    private long size;
    private long metadata;

    TarBudget(TarLimits limits) {
        this.limits = limits;
    }

    /** A header block of any kind: those that no member follows must not go on forever either. */
    void addHeader() throws TarLimitException {
        if (++headers > (long) HEADERS_PER_ENTRY * limits.entries()) {
            throw tooManyEntries();
        }
    }

    void add(FileNode node, long offset) throws TarLimitException, CorruptImageException {
        if (++entries > limits.entries()) {
            throw tooManyEntries();
        }
        checkPath(node.path(), offset);
        long attributes = node.metadata().xattrs().entrySet().stream()
                .mapToLong(attribute -> attribute.getKey().length() + attribute.getValue().length)
                .sum();
        addMetadata(node.path(), node.path().length() + attributes);
        switch (node) {
            case FileNode.RegularFile file -> addContent(file);
            case FileNode.SymbolicLink link ->
                addMetadata(link.path(), link.target().length());
            case FileNode.HardLink link ->
                addMetadata(link.path(), link.target().length());
            case FileNode.Directory _, FileNode.Device _, FileNode.Fifo _, FileNode.Socket _ -> {}
        }
    }

    private TarLimitException tooManyEntries() {
        return new TarLimitException(Limit.ENTRIES, "it has more than " + limits.entries() + " entries");
    }

    private void checkPath(String path, long offset) throws TarLimitException, CorruptImageException {
        long depth = path.chars().filter(c -> c == '/').count() + 1;
        if (depth > limits.depth()) {
            throw new TarLimitException(
                    Limit.DEPTH, shown(path) + " is " + depth + " levels deep, above the limit of " + limits.depth());
        }
        // Each char has three bytes at most, so that short paths need not be encoded.
        if (path.length() > MAX_PATH / 3 && path.getBytes(StandardCharsets.UTF_8).length > MAX_PATH) {
            throw new CorruptImageException(
                    offset,
                    "the path " + shown(path) + " is longer than the " + MAX_PATH + " bytes that Linux can open");
        }
    }

    private void addContent(FileNode.RegularFile file) throws TarLimitException {
        size += file.content().size();
        if (size < 0 || size > limits.size()) {
            throw new TarLimitException(
                    Limit.SIZE,
                    "its files, holes included, have more than " + limits.size() + " bytes; the limit was exceeded by "
                            + shown(file.path()) + " with " + file.content().size() + " bytes");
        }
        int extents = file.content().data().size();
        addMetadata(file.path(), extents > 1 ? (long) extents * EXTENT_BYTES : 0);
    }

    private void addMetadata(String path, long bytes) throws TarLimitException {
        metadata += bytes;
        if (metadata > limits.metadata()) {
            throw new TarLimitException(
                    Limit.METADATA,
                    "names, links, extended attributes and maps of holes have more than " + limits.metadata()
                            + " bytes, up to " + shown(path));
        }
    }

    private static String shown(String path) {
        return "/" + (path.length() <= MAX_SHOWN ? path : path.substring(0, MAX_SHOWN) + "…");
    }
}
