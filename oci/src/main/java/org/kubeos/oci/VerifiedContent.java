package org.kubeos.oci;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * A stream that reaches its end only if the content has the size and the digest of its descriptor: content that was read
 * to the end is verified.
 */
@SuppressWarnings("exports") // To users, its superclass is a plain InputStream.
public final class VerifiedContent extends BulkInputStream {

    private final InputStream in;
    private final Descriptor expected;
    private final String where;
    private final MessageDigest digest = Digest.algorithm();
    private long read;
    private boolean verified;

    /** @param where the content comes from, for messages */
    public VerifiedContent(InputStream in, Descriptor expected, String where) {
        this.in = in;
        this.expected = expected;
        this.where = where;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        if (count < 0) {
            verify();
            return -1;
        }
        read += count;
        if (read > expected.size()) {
            throw new OciException(where + " has more than the " + expected.size() + " bytes of " + expected.digest()
                    + ". The image is damaged or was tampered with.");
        }
        digest.update(buffer, offset, count);
        return count;
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void verify() {
        if (verified) {
            return;
        }
        if (read < expected.size()) {
            throw new OciException(where + " ends after " + read + " of the " + expected.size() + " bytes of "
                    + expected.digest() + ". Fetch the image again.");
        }
        Digest actual = Digest.of(digest);
        if (!actual.equals(expected.digest())) {
            throw new OciException(where + " has the digest " + actual + " where " + expected.digest()
                    + " is expected. The image is damaged or was tampered with.");
        }
        verified = true;
    }
}
