package org.kubeos.diskimage.qcow2;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;

/** Zstandard at its default level, as QEMU does it. */
final class ZstdCodec implements ClusterCodec {

    /** 8 MiB, the largest window that RFC 8878 asks every decoder to have; more would let an image claim memory. */
    private static final int MAX_WINDOW_LOG = 23;

    private final ZstdCompressCtx context = new ZstdCompressCtx();
    private final int clusterSize;
    private final byte[] output;

    ZstdCodec(int clusterSize) {
        this.clusterSize = clusterSize;
        this.output = new byte[Math.toIntExact(Zstd.compressBound(clusterSize))];
        context.setLevel(Zstd.defaultCompressionLevel());
    }

    @Override
    public byte[] compress(byte[] cluster) {
        int length = context.compressByteArray(output, 0, output.length, cluster, 0, cluster.length);
        return length < clusterSize ? Arrays.copyOf(output, length) : cluster;
    }

    @Override
    public byte[] decompress(byte[] compressed) throws IOException {
        // As a stream, because only that stops where the cluster is full and minds nothing behind it.
        try (var stream = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(compressed))) {
            stream.setLongMax(MAX_WINDOW_LOG);
            byte[] cluster = stream.readNBytes(clusterSize);
            if (cluster.length < clusterSize) {
                throw new IOException("zstd frame ends after " + cluster.length + " bytes of a cluster");
            }
            return cluster;
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
