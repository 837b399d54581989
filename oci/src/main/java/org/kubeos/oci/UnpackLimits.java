package org.kubeos.oci;

import java.io.IOException;
import java.util.Locale;
import org.kubeos.diskimage.tar.TarLimitException;
import org.kubeos.diskimage.tar.TarLimits;

/**
 * How far foreign images and archives are unpacked, so that a small one can't fill the disk or take forever.
 *
 * @param ratio how many times its own size a layer may unpack to
 * @param layers how many there may be
 * @param archive what a rootfs archive may hold
 */
public record UnpackLimits(int ratio, int layers, TarLimits archive) {

    /** Below this, a layer may unpack to any number of times its size: small ones often hold nothing but zeros. */
    private static final long FREE = 64L << 20;

    /** Far above what root file systems come to; 127 is Docker's own limit of layers. */
    public static final UnpackLimits DEFAULT = new UnpackLimits(200, 127, TarLimits.DEFAULT);

    /** Bytes that all layers together may unpack to, and that the files of an archive may have together. */
    public long size() {
        return archive.size();
    }

    /** Bytes that a layer of {@code packed} bytes may unpack to by its ratio. */
    public long ofLayer(long packed) {
        return packed > Long.MAX_VALUE / ratio ? Long.MAX_VALUE : Math.max(FREE, packed * ratio);
    }

    /** What is wrong with an archive, and which key allows it if that is a limit. */
    public static String explain(IOException problem) {
        String message = String.valueOf(problem.getMessage());
        return problem instanceof TarLimitException exceeded
                ? message + "; if that is right, raise source.limits."
                        + exceeded.limit().name().toLowerCase(Locale.ROOT)
                : message;
    }
}
