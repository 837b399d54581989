package org.kubeos.diskimage.qcow2;

import java.io.IOException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Raw deflate. QEMU itself compresses with a window of 4 KiB, but decompresses a cluster in one call, in which the
 * whole cluster serves as the window; so the 32 KiB of the JDK's {@link Deflater} are fine.
 */
final class DeflateCodec implements ClusterCodec {

    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final Inflater inflater = new Inflater(true);
    private final int clusterSize;
    private final byte[] output;

    DeflateCodec(int clusterSize) {
        this.clusterSize = clusterSize;
        this.output = new byte[clusterSize - 1];
    }

    @Override
    public byte[] compress(byte[] cluster) {
        deflater.reset();
        deflater.setInput(cluster);
        deflater.finish();
        int length = deflater.deflate(output);
        return deflater.finished() ? Arrays.copyOf(output, length) : cluster;
    }

    @Override
    public byte[] decompress(byte[] compressed) throws IOException {
        byte[] cluster = new byte[clusterSize];
        inflater.reset();
        inflater.setInput(compressed);
        try {
            int length = 0;
            while (length < clusterSize) {
                int count = inflater.inflate(cluster, length, clusterSize - length);
                if (count == 0) {
                    throw new IOException("deflate stream ends after " + length + " bytes of a cluster");
                }
                length += count;
            }
        } catch (DataFormatException e) {
            throw new IOException("no deflate stream: " + e.getMessage(), e);
        }
        return cluster;
    }

    @Override
    public void close() {
        deflater.end();
        inflater.end();
    }
}
