package org.kubeos.oci;

import java.io.IOException;
import java.io.InputStream;

/** An input stream that reads, skips and transfers through {@link #read(byte[], int, int)} alone, and has no marks. */
public abstract class BulkInputStream extends InputStream {

    /** For subclasses. */
    protected BulkInputStream() {}

    @Override
    public final int read() throws IOException {
        var single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(single[0]);
    }

    @Override
    public abstract int read(byte[] buffer, int offset, int length) throws IOException;
}
