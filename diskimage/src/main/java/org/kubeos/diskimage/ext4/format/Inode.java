package org.kubeos.diskimage.ext4.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Optional;
import org.kubeos.diskimage.ext4.FileType;

/** An inode: a view of its bytes, 256 where this library writes them, at least 128 where it reads them. */
public final class Inode {

    public static final int SIZE = 256;

    /** Bytes in use beyond the first 128; extended attributes begin behind them. */
    public static final int EXTRA_SIZE = 32;

    /** Where the block map, extent tree root, short link target or device number stands. */
    public static final int BLOCK_MAP = 0x28;

    public static final int BLOCK_MAP_BYTES = 60;

    /** Where extended attributes begin in an inode that this library writes. */
    public static final int XATTRS = 128 + EXTRA_SIZE;

    public static final int ROOT_NUMBER = 2;
    public static final int RESIZE_NUMBER = 7;
    public static final int JOURNAL_NUMBER = 8;
    public static final int LOST_FOUND_NUMBER = 11;

    public static final int FLAG_INDEX = 0x1000;
    public static final int FLAG_EXTENTS = 0x80000;
    public static final int FLAG_INLINE_DATA = 0x10000000;

    /** The links that a file may have. */
    public static final int MAX_LINKS = 65_000;

    private static final int CHECKSUM_LOW = 0x7C;
    private static final int CHECKSUM_HIGH = 0x82;

    private final ByteBuffer bytes;

    public Inode() {
        this(ByteBuffer.allocate(SIZE));
        bytes.putShort(0x80, (short) EXTRA_SIZE);
    }

    /** A view of {@code bytes}, which begin with the inode. */
    public Inode(ByteBuffer bytes) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** All bytes of the inode. */
    public ByteBuffer bytes() {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).clear();
    }

    /** The file's type; empty if no type has these bits, as in an inode that is not in use. */
    public Optional<FileType> type() {
        return FileType.ofMode(bytes.getShort(0));
    }

    /** Permission bits with set-user-ID, set-group-ID and sticky. */
    public int permissions() {
        return bytes.getShort(0) & 07777;
    }

    public void mode(FileType type, int permissions) {
        bytes.putShort(0, (short) (type.modeBits() | permissions));
    }

    public long uid() {
        return Short.toUnsignedLong(bytes.getShort(0x2)) | Short.toUnsignedLong(bytes.getShort(0x78)) << 16;
    }

    public long gid() {
        return Short.toUnsignedLong(bytes.getShort(0x18)) | Short.toUnsignedLong(bytes.getShort(0x7A)) << 16;
    }

    public void owner(long uid, long gid) {
        bytes.putShort(0x2, (short) uid);
        bytes.putShort(0x78, (short) (uid >>> 16));
        bytes.putShort(0x18, (short) gid);
        bytes.putShort(0x7A, (short) (gid >>> 16));
    }

    public long size() {
        return Integer.toUnsignedLong(bytes.getInt(0x4)) | (long) bytes.getInt(0x6C) << 32;
    }

    public void size(long size) {
        bytes.putInt(0x4, (int) size);
        bytes.putInt(0x6C, (int) (size >>> 32));
    }

    public Instant modified() {
        boolean hasExtra = bytes.capacity() >= 0x8C && Short.toUnsignedInt(bytes.getShort(0x80)) >= 0xC;
        return Timestamp.decode(bytes.getInt(0x10), hasExtra ? bytes.getInt(0x88) : 0);
    }

    /** Sets all four times: of access, change, modification and creation. */
    public void times(Instant time) {
        int seconds = Timestamp.seconds(time);
        int extra = Timestamp.extra(time);
        for (int field : new int[] {0x8, 0xC, 0x10, 0x90}) {
            bytes.putInt(field, seconds);
        }
        for (int field : new int[] {0x84, 0x88, 0x8C, 0x94}) {
            bytes.putInt(field, extra);
        }
    }

    /** Whether an inode can keep a time: from 1901-12-13 to 2446-05-10. */
    public static boolean canKeep(Instant time) {
        return Timestamp.isRepresentable(time);
    }

    public int links() {
        return Short.toUnsignedInt(bytes.getShort(0x1A));
    }

    public void links(int count) {
        bytes.putShort(0x1A, (short) count);
    }

    /** The units of 512 bytes that the file's data, extent tree and attribute block take. */
    public long sectors() {
        return Integer.toUnsignedLong(bytes.getInt(0x1C)) | Short.toUnsignedLong(bytes.getShort(0x74)) << 32;
    }

    public void sectors(long count) {
        bytes.putInt(0x1C, (int) count);
        bytes.putShort(0x74, (short) (count >>> 32));
    }

    public int flags() {
        return bytes.getInt(0x20);
    }

    public void flags(int flags) {
        bytes.putInt(0x20, flags);
    }

    /** The block that holds the extended attributes for which the inode has no room; 0 if there is none. */
    public long xattrBlock() {
        return Integer.toUnsignedLong(bytes.getInt(0x68)) | Short.toUnsignedLong(bytes.getShort(0x76)) << 32;
    }

    public void xattrBlock(long block) {
        bytes.putInt(0x68, (int) block);
        bytes.putShort(0x76, (short) (block >>> 32));
    }

    /** Bytes in use beyond the first 128, as the inode itself says. */
    public int extraSize() {
        return bytes.capacity() > 128 ? Short.toUnsignedInt(bytes.getShort(0x80)) : 0;
    }

    /** The 60 bytes of the block map, to be read or written. */
    public ByteBuffer blockMap() {
        return bytes.slice(BLOCK_MAP, BLOCK_MAP_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    public void updateChecksum(int number, MetadataChecksum checksum) {
        bytes.putShort(CHECKSUM_LOW, (short) 0);
        bytes.putShort(CHECKSUM_HIGH, (short) 0);
        int sum = checksum.beginInode(number).add(bytes, 0, SIZE).value();
        bytes.putShort(CHECKSUM_LOW, (short) sum);
        bytes.putShort(CHECKSUM_HIGH, (short) (sum >>> 16));
    }
}
