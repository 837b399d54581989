package org.kubeos.oci.layer;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.OutputStream;

/** zstd on the library's own threads: one frame, cut into jobs of a size that the level alone decides. */
final class ParallelZstd {

    private ParallelZstd() {}

    /** @param threads at least 1; how many does not change the bytes, but having none of its own would */
    static OutputStream open(OutputStream target, int threads) throws IOException {
        var stream = new ZstdOutputStreamNoFinalizer(target, Zstd.defaultCompressionLevel());
        stream.setChecksum(true);
        stream.setWorkers(threads);
        return stream;
    }
}
