package org.kubeos.oci;

import java.io.IOException;
import java.util.Locale;
import org.kubeos.diskimage.tar.TarLimitException;
import org.kubeos.diskimage.tar.TarLimits;

/**
 * Limits on unpacking foreign images and archives, against decompression bombs.
 *
 * @param ratio maximum of unpacked size to compressed size of a layer
 * @param layers maximum number of layers
 * @param archive limits of a rootfs archive
 */
public record UnpackLimits(int ratio, int layers, TarLimits archive) {

    /** In bytes. Layers that unpack to less are exempt from the ratio: small ones often hold nothing but zeros. */
    private static final long FREE = 64L << 20;

    /** Far above the sizes of root file systems; 127 is Docker's own limit of layers. */
    public static final UnpackLimits DEFAULT = new UnpackLimits(200, 127, TarLimits.DEFAULT);

    /** Maximum unpacked size of all layers, and of the files of an archive, in bytes. */
    public long size() {
        return archive.size();
    }

    /** Maximum unpacked size, in bytes, of a layer of {@code packed} bytes. */
    public long ofLayer(long packed) {
        return packed > Long.MAX_VALUE / ratio ? Long.MAX_VALUE : Math.max(FREE, packed * ratio);
    }

    /** The message for a failure to unpack an archive, with the key to raise if it exceeds a limit. */
    public static String explain(IOException problem) {
        String message = String.valueOf(problem.getMessage());
        return problem instanceof TarLimitException exceeded
                ? message + ". If that is right, raise source.limits."
                        + exceeded.limit().name().toLowerCase(Locale.ROOT) + "."
                : message;
    }
}
