package org.kubeos.diskimage.tar;

/**
 * How much of an archive is read, so that a hostile one neither fills the heap nor runs forever.
 *
 * @param entries members that there may be
 * @param depth names that a path may have: {@code etc/passwd} has two
 * @param size bytes that all regular files may have together, holes included
 * @param metadata bytes of memory that names, link targets, extended attributes and maps of holes may take together
 */
public record TarLimits(int entries, int depth, long size, long metadata) {

    /** Far above what root file systems come to, and within a heap of 256 MiB. */
    public static final TarLimits DEFAULT = new TarLimits(500_000, 1_000, 16L << 30, 64L << 20);

    /** For an archive of one's own. */
    public static final TarLimits UNLIMITED =
            new TarLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    public TarLimits {
        if (entries < 1 || depth < 1 || size < 1 || metadata < 1) {
            throw new IllegalArgumentException("limits must be positive: " + entries + " entries, depth " + depth + ", "
                    + size + " bytes, " + metadata + " bytes of metadata");
        }
    }
}
