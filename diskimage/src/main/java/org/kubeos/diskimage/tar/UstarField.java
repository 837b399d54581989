package org.kubeos.diskimage.tar;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** The fields of a header block, at the places that the "ustar Interchange Format" of POSIX.1-2017, pax, gives them. */
enum UstarField {
    NAME(0, 100),
    MODE(100, 8),
    UID(108, 8),
    GID(116, 8),
    SIZE(124, 12),
    MODIFIED(136, 12),
    CHECKSUM(148, 8),
    TYPE(156, 1),
    LINK_NAME(157, 100),
    MAGIC_AND_VERSION(257, 8),
    DEVICE_MAJOR(329, 8),
    DEVICE_MINOR(337, 8),
    PREFIX(345, 155);

    private final int start;
    private final int length;

    UstarField(int start, int length) {
        this.start = start;
        this.length = length;
    }

    int length() {
        return length;
    }

    /** The bytes before the first NUL. */
    byte[] text(byte[] block) {
        int end = start;
        while (end < start + length && block[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(block, start, end);
    }

    long number(byte[] block) {
        return number(block, start, length);
    }

    /**
     * The number of a field: octal digits between spaces and NULs, or, when the first bit is set, a big-endian
     * two's complement number (GNU tar manual, "Basic Tar Format": base-256).
     *
     * @throws NumberFormatException if it is neither, or does not fit in 64 bits
     */
    static long number(byte[] block, int start, int length) {
        if (block[start] < 0) {
            return binaryNumber(Arrays.copyOfRange(block, start, start + length));
        }
        String digits = new String(block, start, length, StandardCharsets.ISO_8859_1)
                .replace('\0', ' ')
                .strip();
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    private static long binaryNumber(byte[] bytes) {
        // The first bit marks the encoding; the second one is the sign.
        if ((bytes[0] & 0x40) == 0) {
            bytes[0] &= 0x7F;
        }
        var value = new BigInteger(bytes);
        if (value.bitLength() > 63) {
            throw new NumberFormatException("number of " + value.bitLength() + " bits");
        }
        return value.longValue();
    }

    /** The largest number that {@link #putNumber} can write here: one octal digit less than the field is long. */
    long maxNumber() {
        return (1L << (3 * (length - 1))) - 1;
    }

    void putNumber(byte[] block, long value) {
        if (value < 0 || value > maxNumber()) {
            throw new IllegalArgumentException(value + " does not fit in the tar header field " + this);
        }
        String octal = Long.toOctalString(value);
        putText(block, ("0".repeat(length - 1 - octal.length()) + octal).getBytes(StandardCharsets.US_ASCII));
    }

    void putText(byte[] block, byte[] text) {
        if (text.length > length) {
            throw new IllegalArgumentException("text of " + text.length + " bytes is too long for the tar header field "
                    + name().toLowerCase(Locale.ROOT));
        }
        System.arraycopy(text, 0, block, start, text.length);
    }

    /** The sum of all bytes of the block, the checksum's own counted as spaces. */
    static long checksum(byte[] block) {
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xFF;
        }
        for (int i = CHECKSUM.start; i < CHECKSUM.start + CHECKSUM.length; i++) {
            sum += ' ' - (block[i] & 0xFF);
        }
        return sum;
    }
}
