package org.kubeos.diskimage.ext4;

import java.util.Optional;

/** The type of a file, as its inode's mode and its directory entry encode it ("i_mode", "Directory File Types"). */
public enum FileType {
    REGULAR(0x8000, 1),
    DIRECTORY(0x4000, 2),
    CHARACTER_DEVICE(0x2000, 3),
    BLOCK_DEVICE(0x6000, 4),
    FIFO(0x1000, 5),
    SOCKET(0xC000, 6),
    SYMBOLIC_LINK(0xA000, 7);

    public static final int MASK = 0xF000;

    private final int modeBits;
    private final int entryType;

    FileType(int modeBits, int entryType) {
        this.modeBits = modeBits;
        this.entryType = entryType;
    }

    /** The bits in the inode's mode, under the mask 0xF000. */
    public int modeBits() {
        return modeBits;
    }

    /** The number in a directory entry. */
    public int entryType() {
        return entryType;
    }

    /** The type whose bits stand in an inode's mode; empty if no type has them. */
    public static Optional<FileType> ofMode(int mode) {
        for (FileType type : values()) {
            if (type.modeBits == (mode & MASK)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The type with a number in directory entries, which this library wrote itself. */
    public static FileType ofEntryType(int number) {
        return values()[number - 1];
    }
}
