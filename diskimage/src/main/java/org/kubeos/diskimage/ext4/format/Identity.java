package org.kubeos.diskimage.ext4.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** What tells one file system from another: a view of the superblock's label, UUID, hash seed and times. */
public final class Identity {

    /** The bytes that a label may have. */
    public static final int LABEL_BYTES = 16;

    private final ByteBuffer bytes;

    Identity(ByteBuffer superblock) {
        bytes = superblock;
    }

    public UUID uuid() {
        ByteBuffer raw = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
        return new UUID(raw.getLong(0x68), raw.getLong(0x70));
    }

    public void uuid(UUID uuid) {
        bytes.put(0x68, MetadataChecksum.toBytes(uuid));
    }

    public String label() {
        var label = new byte[LABEL_BYTES];
        bytes.get(0x78, label);
        int length = 0;
        while (length < label.length && label[length] != 0) {
            length++;
        }
        return new String(label, 0, length, StandardCharsets.UTF_8);
    }

    public void label(String label) {
        bytes.put(0x78, label.getBytes(StandardCharsets.UTF_8));
    }

    public void hashSeed(UUID seed) {
        bytes.put(0xEC, MetadataChecksum.toBytes(seed));
    }

    /** Sets when the file system was made, written and checked, to the second. */
    public void time(Instant time) {
        long seconds = time.getEpochSecond();
        int[] low = {0x30, 0x40, 0x108};
        int[] high = {0x274, 0x277, 0x276};
        for (int i = 0; i < low.length; i++) {
            bytes.putInt(low[i], (int) seconds);
            bytes.put(high[i], (byte) (seconds >>> 32));
        }
    }

    /** When the file system was made. */
    public Instant made() {
        return Instant.ofEpochSecond(Integer.toUnsignedLong(bytes.getInt(0x108)) | (bytes.get(0x276) & 0xFFL) << 32);
    }
}
