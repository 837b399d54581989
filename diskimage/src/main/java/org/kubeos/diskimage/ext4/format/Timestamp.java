package org.kubeos.diskimage.ext4.format;

import java.time.Instant;

/**
 * A time as inodes keep it: 32 signed bits of seconds, and 32 extra bits of which the low two extend the seconds and the
 * others are nanoseconds ("Inode Timestamps"). It ends on 2446-05-10.
 */
final class Timestamp {

    static final long MIN_SECONDS = Integer.MIN_VALUE;
    static final long MAX_SECONDS = 3L * (1L << 32) + Integer.MAX_VALUE;

    private Timestamp() {}

    static int seconds(Instant time) {
        return (int) time.getEpochSecond();
    }

    static int extra(Instant time) {
        long epoch = (time.getEpochSecond() - seconds(time)) >>> 32;
        return time.getNano() << 2 | (int) epoch;
    }

    static Instant decode(int seconds, int extra) {
        // More than a billion nanoseconds is nonsense that the kernel accepts too.
        return Instant.ofEpochSecond(seconds + ((extra & 3L) << 32), extra >>> 2);
    }

    static boolean isRepresentable(Instant time) {
        return time.getEpochSecond() >= MIN_SECONDS && time.getEpochSecond() <= MAX_SECONDS;
    }
}
