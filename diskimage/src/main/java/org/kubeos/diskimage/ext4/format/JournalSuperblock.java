package org.kubeos.diskimage.ext4.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/** The first block of a journal; its numbers are big-endian ("Journal (jbd2)"). */
public final class JournalSuperblock {

    private static final int MAGIC = 0xC03B3998;
    private static final int TYPE_SUPERBLOCK_V2 = 4;

    private JournalSuperblock() {}

    /** A whole block: the superblock of an empty journal of {@code blocks} blocks. */
    public static ByteBuffer of(int blockSize, int blocks, UUID fileSystem) {
        ByteBuffer bytes = ByteBuffer.allocate(blockSize).order(ByteOrder.BIG_ENDIAN);
        bytes.putInt(0x0, MAGIC);
        bytes.putInt(0x4, TYPE_SUPERBLOCK_V2);
        bytes.putInt(0xC, blockSize);
        bytes.putInt(0x10, blocks);
        bytes.putInt(0x14, 1); // first block of the log
        bytes.putInt(0x18, 1); // first transaction
        bytes.put(0x30, MetadataChecksum.toBytes(fileSystem));
        bytes.putInt(0x40, 1); // file systems that use it
        return bytes;
    }
}
