package org.kubeos.diskimage.vmdk;

import java.util.Arrays;
import java.util.zip.Deflater;
import org.kubeos.diskimage.cluster.ClusterCompressor;

/** Deflate in zlib's frame (RFC 1950), for every grain: the format has no way to say that one is stored as it is. */
final class GrainCompressor implements ClusterCompressor {

    private final Deflater deflater = new Deflater();

    /** What does not compress grows by 5 bytes for each 16 KiB (RFC 1951, stored blocks), and the frame. */
    private final byte[] output = new byte[(1 << VmdkHeader.GRAIN_BITS) + 1024];

    @Override
    public byte[] compress(byte[] grain) {
        deflater.reset();
        deflater.setInput(grain);
        deflater.finish();
        int length = deflater.deflate(output);
        if (!deflater.finished()) {
            throw new AssertionError("a grain grew to more than " + output.length + " bytes");
        }
        return Arrays.copyOf(output, length);
    }

    @Override
    public void close() {
        deflater.end();
    }
}
