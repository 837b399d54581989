package org.kubeos.diskimage.ext4.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** The identity of a file system: a view of the superblock's label, UUID, hash seed and times. */
public final class Identity {

    /** The bytes that a label may have. */
    public static final int LABEL_BYTES = 16;

    // Where the fields are in the superblock: the kernel's documentation, "Super Block".
    private static final int WRITE_TIME = 0x30;
    private static final int CHECK_TIME = 0x40;
    private static final int UUID_FIELD = 0x68;
    private static final int LABEL = 0x78;
    private static final int HASH_SEED = 0xEC;
    private static final int MAKE_TIME = 0x108;
    private static final int WRITE_TIME_HIGH = 0x274;
    private static final int MAKE_TIME_HIGH = 0x276;
    private static final int CHECK_TIME_HIGH = 0x277;

    private final ByteBuffer bytes;

    Identity(ByteBuffer superblock) {
        bytes = superblock;
    }

    public UUID uuid() {
        ByteBuffer raw = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
        return new UUID(raw.getLong(UUID_FIELD), raw.getLong(UUID_FIELD + Long.BYTES));
    }

    public void uuid(UUID uuid) {
        bytes.put(UUID_FIELD, MetadataChecksum.toBytes(uuid));
    }

    public String label() {
        var label = new byte[LABEL_BYTES];
        bytes.get(LABEL, label);
        int length = 0;
        while (length < label.length && label[length] != 0) {
            length++;
        }
        return new String(label, 0, length, StandardCharsets.UTF_8);
    }

    public void label(String label) {
        bytes.put(LABEL, label.getBytes(StandardCharsets.UTF_8));
    }

    public void hashSeed(UUID seed) {
        bytes.put(HASH_SEED, MetadataChecksum.toBytes(seed));
    }

    /** Sets when the file system was made, written and checked, to the second. */
    public void time(Instant time) {
        long seconds = time.getEpochSecond();
        int[] low = {WRITE_TIME, CHECK_TIME, MAKE_TIME};
        int[] high = {WRITE_TIME_HIGH, CHECK_TIME_HIGH, MAKE_TIME_HIGH};
        for (int i = 0; i < low.length; i++) {
            bytes.putInt(low[i], (int) seconds);
            bytes.put(high[i], (byte) (seconds >>> 32));
        }
    }

    /** When the file system was made. */
    public Instant made() {
        return Instant.ofEpochSecond(
                Integer.toUnsignedLong(bytes.getInt(MAKE_TIME)) | (bytes.get(MAKE_TIME_HIGH) & 0xFFL) << 32);
    }
}
