package org.kubeos.kbimg.oci;

/**
 * How far a foreign image is unpacked, so that a small one can't fill the disk or take for ever.
 *
 * @param size bytes that all layers together may unpack to
 * @param ratio how many times its own size a layer may unpack to
 * @param layers how many there may be
 */
public record UnpackLimits(long size, int ratio, int layers) {

    /** Below this, a layer may unpack to any number of times its size: small ones often hold nothing but zeros. */
    private static final long FREE = 64L << 20;

    /** Far above what root file systems come to; 127 is Docker's own limit of layers. */
    public static final UnpackLimits DEFAULT = new UnpackLimits(16L << 30, 200, 127);

    /** Bytes that a layer of {@code packed} bytes may unpack to by its ratio. */
    public long ofLayer(long packed) {
        return packed > Long.MAX_VALUE / ratio ? Long.MAX_VALUE : Math.max(FREE, packed * ratio);
    }
}
