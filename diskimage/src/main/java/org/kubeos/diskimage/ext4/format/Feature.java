package org.kubeos.diskimage.ext4.format;

import java.util.ArrayList;
import java.util.List;

/** The features of ext3 and ext4, under the names that {@code dumpe2fs} prints. */
public enum Feature {
    HAS_JOURNAL(Kind.COMPATIBLE, 0x4, "has_journal"),
    EXT_ATTR(Kind.COMPATIBLE, 0x8, "ext_attr"),
    RESIZE_INODE(Kind.COMPATIBLE, 0x10, "resize_inode"),
    DIR_INDEX(Kind.COMPATIBLE, 0x20, "dir_index"),
    FAST_COMMIT(Kind.COMPATIBLE, 0x400, "fast_commit"),
    SPARSE_SUPER2(Kind.COMPATIBLE, 0x200, "sparse_super2"),
    ORPHAN_FILE(Kind.COMPATIBLE, 0x1000, "orphan_file"),

    COMPRESSION(Kind.INCOMPATIBLE, 0x1, "compression"),
    FILETYPE(Kind.INCOMPATIBLE, 0x2, "filetype"),
    NEEDS_RECOVERY(Kind.INCOMPATIBLE, 0x4, "needs_recovery"),
    JOURNAL_DEV(Kind.INCOMPATIBLE, 0x8, "journal_dev"),
    META_BG(Kind.INCOMPATIBLE, 0x10, "meta_bg"),
    EXTENT(Kind.INCOMPATIBLE, 0x40, "extent"),
    BITS_64(Kind.INCOMPATIBLE, 0x80, "64bit"),
    MMP(Kind.INCOMPATIBLE, 0x100, "mmp"),
    FLEX_BG(Kind.INCOMPATIBLE, 0x200, "flex_bg"),
    EA_INODE(Kind.INCOMPATIBLE, 0x400, "ea_inode"),
    METADATA_CSUM_SEED(Kind.INCOMPATIBLE, 0x2000, "metadata_csum_seed"),
    LARGE_DIR(Kind.INCOMPATIBLE, 0x4000, "large_dir"),
    INLINE_DATA(Kind.INCOMPATIBLE, 0x8000, "inline_data"),
    ENCRYPT(Kind.INCOMPATIBLE, 0x10000, "encrypt"),
    CASEFOLD(Kind.INCOMPATIBLE, 0x20000, "casefold"),

    SPARSE_SUPER(Kind.READ_ONLY_COMPATIBLE, 0x1, "sparse_super"),
    LARGE_FILE(Kind.READ_ONLY_COMPATIBLE, 0x2, "large_file"),
    HUGE_FILE(Kind.READ_ONLY_COMPATIBLE, 0x8, "huge_file"),
    UNINIT_BG(Kind.READ_ONLY_COMPATIBLE, 0x10, "uninit_bg"),
    DIR_NLINK(Kind.READ_ONLY_COMPATIBLE, 0x20, "dir_nlink"),
    EXTRA_ISIZE(Kind.READ_ONLY_COMPATIBLE, 0x40, "extra_isize"),
    QUOTA(Kind.READ_ONLY_COMPATIBLE, 0x100, "quota"),
    BIGALLOC(Kind.READ_ONLY_COMPATIBLE, 0x200, "bigalloc"),
    METADATA_CSUM(Kind.READ_ONLY_COMPATIBLE, 0x400, "metadata_csum"),
    READ_ONLY(Kind.READ_ONLY_COMPATIBLE, 0x1000, "read-only"),
    PROJECT(Kind.READ_ONLY_COMPATIBLE, 0x2000, "project"),
    VERITY(Kind.READ_ONLY_COMPATIBLE, 0x8000, "verity"),
    ORPHAN_PRESENT(Kind.READ_ONLY_COMPATIBLE, 0x10000, "orphan_present");

    /** What a kernel that does not know a feature may still do. */
    public enum Kind {
        /** read and write */
        COMPATIBLE,
        /** nothing */
        INCOMPATIBLE,
        /** read */
        READ_ONLY_COMPATIBLE
    }

    private final Kind kind;
    private final int bit;
    private final String label;

    Feature(Kind kind, int bit, String label) {
        this.kind = kind;
        this.bit = bit;
        this.label = label;
    }

    public Kind kind() {
        return kind;
    }

    public int bit() {
        return bit;
    }

    /** The name that {@code dumpe2fs} prints. */
    public String label() {
        return label;
    }

    /** The names of the features of one kind whose bits are set; {@code FEATURE_I17} and the like for unknown bits. */
    static List<String> labels(Kind kind, int bits) {
        var labels = new ArrayList<String>();
        int unknown = bits;
        for (Feature feature : values()) {
            if (feature.kind == kind && (bits & feature.bit) != 0) {
                labels.add(feature.label);
                unknown &= ~feature.bit;
            }
        }
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            if ((unknown & 1 << bit) != 0) {
                labels.add("FEATURE_" + kind.name().charAt(0) + bit);
            }
        }
        return labels;
    }
}
