package org.kubeos.diskimage.ext4.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The checksum of feature {@code metadata_csum}: CRC-32C, neither inverted before nor after, over the file system's UUID,
 * something that tells where the block belongs, and the block itself (documentation, "Checksums").
 *
 * <p>An instance holds the sum that is being made, so it belongs to one thread.
 */
public final class MetadataChecksum {

    private final CRC32C crc = new CRC32C();
    private final byte[] uuid;
    private final boolean used;
    private final ByteBuffer word = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);

    /** @param used whether the file system has the feature; every checksum is 0 if not */
    public MetadataChecksum(UUID uuid, boolean used) {
        this.uuid = toBytes(uuid);
        this.used = used;
    }

    public boolean isUsed() {
        return used;
    }

    /** Starts a sum with the UUID. */
    public MetadataChecksum begin() {
        crc.reset();
        crc.update(uuid);
        return this;
    }

    /** Starts the sum of a block that belongs to an inode of generation 0. */
    public MetadataChecksum beginInode(int inode) {
        return begin().addInt(inode).addInt(0);
    }

    public MetadataChecksum addInt(int value) {
        word.putInt(0, value);
        crc.update(word.array(), 0, Integer.BYTES);
        return this;
    }

    public MetadataChecksum addLong(long value) {
        word.putLong(0, value);
        crc.update(word.array(), 0, Long.BYTES);
        return this;
    }

    public MetadataChecksum add(ByteBuffer bytes, int offset, int length) {
        crc.update(bytes.array(), bytes.arrayOffset() + offset, length);
        return this;
    }

    public int value() {
        return used ? raw(crc) : 0;
    }

    /** The checksum of a superblock, which covers nothing but its own bytes. */
    static int ofSuperblock(ByteBuffer superblock, int length) {
        var sum = new CRC32C();
        sum.update(superblock.array(), superblock.arrayOffset(), length);
        return raw(sum);
    }

    /** Undoes the final inversion of the Java library, which ext4 does not have. */
    private static int raw(CRC32C sum) {
        return ~(int) sum.getValue();
    }

    /** A UUID in the order in which people read it, as ext4 stores it. */
    static byte[] toBytes(UUID uuid) {
        return ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }
}
