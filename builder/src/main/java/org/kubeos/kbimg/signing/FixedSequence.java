package org.kubeos.kbimg.signing;

import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.Arrays;

/**
 * What Java's providers take for random numbers, and is a number that is known already. Whoever uses it must check what came
 * of it, since nothing says how a provider makes numbers of random bytes.
 */
final class FixedSequence extends SecureRandom {

    private static final long serialVersionUID = 1L;

    private FixedSequence(Bytes bytes) {
        super(bytes, null);
    }

    /** Gives these bytes, and zeros after them, each time it is asked. */
    static FixedSequence of(byte[] bytes) {
        return new FixedSequence(new Bytes(bytes));
    }

    /** Gives a number that isn't negative, its lowest byte first. */
    static FixedSequence littleEndian(byte[] bigEndian) {
        byte[] reversed = new byte[bigEndian.length];
        for (int i = 0; i < reversed.length; i++) {
            reversed[i] = bigEndian[bigEndian.length - 1 - i];
        }
        return of(reversed);
    }

    private static final class Bytes extends SecureRandomSpi {

        private static final long serialVersionUID = 1L;

        private final byte[] bytes;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        protected void engineNextBytes(byte[] result) {
            Arrays.fill(result, (byte) 0);
            System.arraycopy(bytes, 0, result, 0, Math.min(bytes.length, result.length));
        }

        @Override
        protected void engineSetSeed(byte[] seed) {
            throw new UnsupportedOperationException("the bytes are fixed");
        }

        @Override
        protected byte[] engineGenerateSeed(int size) {
            throw new UnsupportedOperationException("the bytes are no seed for others");
        }
    }
}
