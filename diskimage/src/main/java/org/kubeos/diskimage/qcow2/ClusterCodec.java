package org.kubeos.diskimage.qcow2;

import java.io.IOException;
import org.kubeos.diskimage.cluster.ClusterCompressor;

/** Compresses and decompresses clusters, one at a time. */
sealed interface ClusterCodec extends ClusterCompressor permits DeflateCodec, ZstdCodec {

    static ClusterCodec of(Qcow2Compression compression, int clusterSize) {
        return switch (compression) {
            case DEFLATE -> new DeflateCodec(clusterSize);
            case ZSTD -> new ZstdCodec(clusterSize);
        };
    }

    /** The compressed cluster, or the cluster itself if that is no shorter. */
    @Override
    byte[] compress(byte[] cluster);

    /**
     * Decompresses a cluster.
     *
     * @param compressed its bytes, and perhaps others behind them
     * @throws IOException if they do not give exactly one cluster
     */
    byte[] decompress(byte[] compressed) throws IOException;
}
