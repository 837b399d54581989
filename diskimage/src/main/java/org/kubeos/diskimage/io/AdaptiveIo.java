package org.kubeos.diskimage.io;

/**
 * Chooses between {@linkplain DirectAccess direct} access to a file and access through the system's cache: whichever has
 * recently taken less time per byte. Which one that is depends on the disk, on the memory, and on who else uses them.
 */
public final class AdaptiveIo {

    private static final double UNKNOWN = 0;

    /** How much of an average the latest time is. */
    private static final double WEIGHT = 0.25;

    /** Nanoseconds per byte. */
    private double direct;

    private double cached;

    /** Tries both. */
    public AdaptiveIo() {
        this(UNKNOWN, UNKNOWN);
    }

    /** Starts from these times per byte. */
    public AdaptiveIo(double direct, double cached) {
        this.direct = direct;
        this.cached = cached;
    }

    public boolean isDirect() {
        return direct == UNKNOWN || (cached != UNKNOWN && direct <= cached);
    }

    /** The way that was chosen has moved {@code bytes} in so much time. */
    public void took(long nanoseconds, int bytes) {
        double latest = (double) nanoseconds / bytes;
        if (isDirect()) {
            direct = average(direct, latest);
        } else {
            cached = average(cached, latest);
        }
    }

    private static double average(double before, double latest) {
        return before == UNKNOWN ? latest : before + WEIGHT * (latest - before);
    }
}
