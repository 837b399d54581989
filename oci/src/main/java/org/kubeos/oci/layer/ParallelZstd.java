package org.kubeos.oci.layer;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.OutputStream;

/** Compresses with zstd on several threads: one frame, cut into jobs whose size depends on the level alone. */
final class ParallelZstd {

    private ParallelZstd() {}

    /** @param threads at least 1; their number doesn't change the bytes, but 0, which means none, would */
    static OutputStream open(OutputStream target, int threads) throws IOException {
        var stream = new ZstdOutputStreamNoFinalizer(target, Zstd.defaultCompressionLevel());
        stream.setChecksum(true);
        stream.setWorkers(threads);
        return stream;
    }
}
