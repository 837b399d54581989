package org.kubeos.oci.internal;

import java.io.IOException;
import java.io.InputStream;
import org.kubeos.oci.BulkInputStream;

/** Ends a stream after a number of bytes. */
public final class BoundedInputStream extends BulkInputStream {

    private final InputStream in;
    private long left;

    public BoundedInputStream(InputStream in, long size) {
        this.in = in;
        this.left = size;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = in.read(buffer, offset, (int) Math.min(length, left));
        left -= Math.max(count, 0);
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = in.skip(Math.min(count, left));
        left -= skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(in.available(), left);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
