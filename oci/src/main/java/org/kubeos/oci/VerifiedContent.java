package org.kubeos.oci;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * A stream whose end is reached only if all of it has the size and the digest that its descriptor says. Whoever reads to
 * the end may trust what he has read.
 */
public final class VerifiedContent extends FilterInputStream {

    private static final int SKIP_BUFFER = 8 << 10;

    private final Descriptor expected;
    private final String where;
    private final MessageDigest digest = Digest.algorithm();
    private long read;
    private boolean verified;

    /** @param where the content comes from, for messages */
    public VerifiedContent(InputStream in, Descriptor expected, String where) {
        super(in);
        this.expected = expected;
        this.where = where;
    }

    @Override
    public int read() throws IOException {
        var single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        if (count < 0) {
            verify();
            return -1;
        }
        read += count;
        if (read > expected.size()) {
            throw new OciException(where + " gives more than the " + expected.size() + " bytes that "
                    + expected.digest() + " has; the image is damaged or was tampered with");
        }
        digest.update(buffer, offset, count);
        return count;
    }

    /** Everything is read, never skipped: the digest is that of all bytes. */
    @Override
    public long skip(long count) throws IOException {
        return Math.max(0, read(new byte[Math.clamp(count, 0, SKIP_BUFFER)]));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void verify() {
        if (verified) {
            return;
        }
        if (read < expected.size()) {
            throw new OciException(where + " ends after " + read + " of the " + expected.size() + " bytes of "
                    + expected.digest() + "; fetch the image again");
        }
        Digest actual = Digest.of(digest);
        if (!actual.equals(expected.digest())) {
            throw new OciException(where + " gives " + actual + " where " + expected.digest()
                    + " is expected; the image is damaged or was tampered with");
        }
        verified = true;
    }
}
