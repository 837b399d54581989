package org.kubeos.kbimg.signing;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;

/** Makes elements of ASN.1 in DER (ITU-T X.690), as far as private keys need it. */
final class DerWriter {

    private static final byte[] NULL = {5, 0};

    private DerWriter() {}

    static byte[] sequence(byte[]... elements) {
        var all = new ByteArrayOutputStream();
        for (byte[] element : elements) {
            all.writeBytes(element);
        }
        return element(DerReader.SEQUENCE, all.toByteArray());
    }

    static byte[] octets(byte[] content) {
        return element(DerReader.OCTET_STRING, content);
    }

    static byte[] integer(long value) {
        return element(DerReader.INTEGER, BigInteger.valueOf(value).toByteArray());
    }

    static byte[] ofNull() {
        return NULL.clone();
    }

    /** @param identifier numbers with dots; the second is less than 40 */
    static byte[] identifier(String identifier) {
        int[] numbers = Arrays.stream(identifier.split("\\."))
                .mapToInt(Integer::parseInt)
                .toArray();
        var content = new ByteArrayOutputStream();
        content.write(40 * numbers[0] + numbers[1]);
        for (int i = 2; i < numbers.length; i++) {
            // Seven bits in each byte, and the highest bit in all but the last.
            int size = Math.max(1, (38 - Integer.numberOfLeadingZeros(numbers[i])) / 7);
            for (int shift = 7 * (size - 1); shift >= 0; shift -= 7) {
                content.write(numbers[i] >> shift & 0x7f | (shift > 0 ? 0x80 : 0));
            }
        }
        return element(DerReader.OBJECT_IDENTIFIER, content.toByteArray());
    }

    private static byte[] element(int tag, byte[] content) {
        var element = new ByteArrayOutputStream();
        element.write(tag);
        if (content.length < 0x80) {
            element.write(content.length);
        } else {
            byte[] length = BigInteger.valueOf(content.length).toByteArray();
            int from = length[0] == 0 ? 1 : 0;
            element.write(0x80 | length.length - from);
            element.write(length, from, length.length - from);
        }
        element.writeBytes(content);
        return element.toByteArray();
    }
}
