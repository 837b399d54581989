package org.kubeos.diskimage.ext4.format;

import java.nio.ByteBuffer;
import org.kubeos.diskimage.ext4.FileType;

/**
 * A block of a directory: entries, each reaching up to the next, and a checksum that looks like an unused entry ("Linear
 * Directories"). In a hashed directory, the root and the other index nodes hide their index in entries' unused room.
 */
public final class DirectoryBlock {

    /** The bytes of an entry before its name. */
    public static final int ENTRY_HEADER = 8;

    /** The bytes of the checksum at the end. */
    public static final int TAIL = 12;

    public static final int MAX_NAME = 255;

    /** The bytes that {@code .} and {@code ..} take at the start of a directory. */
    public static final int DOTS = 24;

    private static final int TAIL_TYPE = 0xDE;
    private static final int INDEX_ENTRY = 8;
    private static final int INDEX_TAIL = 8;
    private static final int ROOT_INDEX = DOTS + 8;
    private static final int NODE_INDEX = ENTRY_HEADER;

    private final ByteBuffer bytes;

    /** @param bytes the block, little-endian; zero where it is to be written */
    public DirectoryBlock(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** The bytes that an entry takes at least. */
    public static int entryBytes(int nameLength) {
        return ENTRY_HEADER + nameLength + 3 & ~3;
    }

    /** The bytes that a leaf has for entries. */
    public static int leafCapacity(int blockSize) {
        return blockSize - TAIL;
    }

    /** The blocks that the root of a hashed directory can refer to. */
    public static int rootCapacity(int blockSize) {
        return (blockSize - ROOT_INDEX - INDEX_TAIL) / INDEX_ENTRY;
    }

    /** The blocks that another node of a hashed directory can refer to. */
    public static int nodeCapacity(int blockSize) {
        return (blockSize - NODE_INDEX - INDEX_TAIL) / INDEX_ENTRY;
    }

    /** Writes an entry that reaches over {@code length} bytes, in a block that may have no more than 32 KiB. */
    public void entry(int at, int inode, int length, FileType type, byte[] name, int nameOffset, int nameLength) {
        bytes.putInt(at, inode);
        bytes.putShort(at + 4, (short) length);
        bytes.put(at + 6, (byte) nameLength);
        bytes.put(at + 7, (byte) type.entryType());
        bytes.put(at + ENTRY_HEADER, name, nameOffset, nameLength);
    }

    /** Writes {@code .} and {@code ..}, the latter reaching up to {@code end}. */
    public void dots(int self, int parent, int end) {
        byte[] dots = {'.', '.'};
        entry(0, self, 12, FileType.DIRECTORY, dots, 0, 1);
        entry(12, parent, end - 12, FileType.DIRECTORY, dots, 0, 2);
    }

    /**
     * Lets the entry at {@code at}, in a zero block an unused one, reach up to the end of the leaf, and writes the leaf's
     * checksum.
     */
    public void finishLeaf(int at, int inode, MetadataChecksum checksum) {
        int tail = bytes.capacity() - TAIL;
        bytes.putShort(at + 4, (short) (tail - at));
        bytes.putShort(tail + 4, (short) TAIL);
        bytes.put(tail + 7, (byte) TAIL_TYPE);
        bytes.putInt(tail + 8, checksum.beginInode(inode).add(bytes, 0, tail).value());
    }

    /**
     * Begins the root of a hashed directory.
     *
     * @param levels of nodes between it and the leaves
     * @param checksum whether it will end with one
     */
    public void root(int self, int parent, int levels, boolean checksum) {
        dots(self, parent, bytes.capacity());
        bytes.put(DOTS + 4, (byte) DirectoryHash.HALF_MD4);
        bytes.put(DOTS + 5, (byte) 8); // bytes of this description
        bytes.put(DOTS + 6, (byte) levels);
        bytes.putShort(ROOT_INDEX, limit(rootCapacity(bytes.capacity()), checksum));
    }

    /**
     * Begins another index node of a hashed directory.
     *
     * @param checksum whether it will end with one
     */
    public void node(boolean checksum) {
        bytes.putShort(4, (short) bytes.capacity());
        bytes.putShort(NODE_INDEX, limit(nodeCapacity(bytes.capacity()), checksum));
    }

    /** How many references a node has room for: the kernel insists on the exact number. We leave the room of a checksum free. */
    private static short limit(int capacity, boolean checksum) {
        return (short) (checksum ? capacity : capacity + INDEX_TAIL / INDEX_ENTRY);
    }

    /** Writes a node's reference to a block; the first one's hash is not kept, since it counts as 0. */
    public void reference(boolean isRoot, int index, int hash, int block) {
        int at = (isRoot ? ROOT_INDEX : NODE_INDEX) + INDEX_ENTRY * index;
        if (index > 0) {
            bytes.putInt(at, hash);
        }
        bytes.putInt(at + 4, block);
    }

    /** Writes a node's number of references, and its checksum, which covers no more than those. */
    public void finishNode(boolean isRoot, int references, int inode, MetadataChecksum checksum) {
        int index = isRoot ? ROOT_INDEX : NODE_INDEX;
        bytes.putShort(index + 2, (short) references);
        if (!checksum.isUsed()) {
            return;
        }
        int tail = index + INDEX_ENTRY * Short.toUnsignedInt(bytes.getShort(index));
        checksum.beginInode(inode).add(bytes, 0, index + INDEX_ENTRY * references);
        bytes.putInt(tail + 4, checksum.addInt(0).addInt(0).value());
    }
}
