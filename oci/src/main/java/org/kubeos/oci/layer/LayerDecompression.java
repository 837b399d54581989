package org.kubeos.oci.layer;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Detects the compression of an archive by its first bytes, as media types may be wrong. */
public final class LayerDecompression {

    private static final int BUFFER = 64 << 10;

    // RFC 8878, section 3.1.1: the magic number, in little-endian order.
    private static final byte[] ZSTD = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD};

    // RFC 1952, section 2.3.1.
    private static final byte[] GZIP = {0x1F, (byte) 0x8B};

    /** 128 MiB, the default limit of the zstd command. */
    private static final int MAX_WINDOW_LOG = 27;

    private LayerDecompression() {}

    /** The decompressed archive; closing it closes {@code in}. */
    public static InputStream of(InputStream in) throws IOException {
        var start = new PushbackInputStream(in, ZSTD.length);
        byte[] magic = start.readNBytes(ZSTD.length);
        start.unread(magic);
        if (startsWith(magic, GZIP)) {
            return new GZIPInputStream(start, BUFFER);
        }
        if (startsWith(magic, ZSTD)) {
            var zstd = new ZstdInputStreamNoFinalizer(start);
            zstd.setLongMax(MAX_WINDOW_LOG);
            return zstd;
        }
        return start;
    }

    private static boolean startsWith(byte[] bytes, byte[] magic) {
        return bytes.length >= magic.length && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
    }
}
