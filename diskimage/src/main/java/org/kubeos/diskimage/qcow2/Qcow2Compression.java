package org.kubeos.diskimage.qcow2;

/** How the clusters of an image are compressed. */
public enum Qcow2Compression {
    /** Raw deflate streams, as RFC 1951 has them; the specification calls this zlib. Every QEMU reads it. */
    DEFLATE(0),
    /**
     * Zstandard frames (RFC 8878); QEMU 5.1 and later. The first use in a process loads zstd-jni's native library, which it
     * unpacks to the directory that the system property {@code ZstdTempFolder} names, or that of temporary files.
     */
    ZSTD(1);

    private final int type;

    Qcow2Compression(int type) {
        this.type = type;
    }

    /** The header's compression type. */
    int type() {
        return type;
    }
}
