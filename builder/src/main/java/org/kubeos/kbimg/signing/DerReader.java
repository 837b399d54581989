package org.kubeos.kbimg.signing;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * Reads ASN.1 in DER (ITU-T X.690), as far as private keys need it: elements of less than 2 GiB with tags of one byte. All
 * methods throw a {@link RuntimeException} if the next element is another one, or isn't whole.
 */
final class DerReader {

    static final int INTEGER = 0x02;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int SEQUENCE = 0x30;

    private final ByteBuffer in;

    private DerReader(ByteBuffer in) {
        this.in = in;
    }

    /** The elements in {@code der}. */
    static DerReader of(byte[] der) {
        return new DerReader(ByteBuffer.wrap(der));
    }

    /** The elements of the one sequence in {@code der}. */
    static DerReader ofSequence(byte[] der) {
        DerReader whole = of(der);
        DerReader elements = whole.sequence();
        if (whole.hasMore()) {
            throw new IllegalArgumentException("something follows the sequence");
        }
        return elements;
    }

    /** The tag of optional element {@code number}, which has elements itself. */
    static int optional(int number) {
        return 0xa0 | number;
    }

    boolean hasMore() {
        return in.hasRemaining();
    }

    /** Whether an element of that tag is next. */
    boolean isNext(int tag) {
        return in.hasRemaining() && (in.get(in.position()) & 0xff) == tag;
    }

    DerReader sequence() {
        return elements(SEQUENCE);
    }

    /** The elements of the next one. */
    DerReader elements(int tag) {
        return new DerReader(content(tag));
    }

    byte[] octets() {
        return bytes(content(OCTET_STRING));
    }

    BigInteger integer() {
        return new BigInteger(bytes(content(INTEGER)));
    }

    /** A number that fits into an {@code int} and is positive. */
    int count() {
        int count = integer().intValueExact();
        if (count < 1) {
            throw new IllegalArgumentException("not positive: " + count);
        }
        return count;
    }

    /** An object identifier, in numbers with dots. */
    String identifier() {
        ByteBuffer content = content(OBJECT_IDENTIFIER);
        var numbers = new StringBuilder();
        for (boolean first = true; content.hasRemaining(); first = false) {
            long number = 0;
            byte next;
            do {
                next = content.get();
                number = number << 7 | next & 0x7f;
            } while (next < 0);
            if (first) {
                long root = Math.min(number / 40, 2);
                numbers.append(root).append('.').append(number - 40 * root);
            } else {
                numbers.append('.').append(number);
            }
        }
        return numbers.toString();
    }

    private ByteBuffer content(int tag) {
        if (!isNext(tag)) {
            throw new IllegalArgumentException("another element than expected, or none");
        }
        in.get();
        ByteBuffer content = in.slice(in.position() + lengthSize(), length());
        in.position(in.position() + content.limit());
        return content;
    }

    // X.690, section 8.1.3: one byte, or the number of bytes that follow.
    private int lengthSize() {
        int first = in.get(in.position()) & 0xff;
        return first < 0x80 ? 1 : 1 + (first & 0x7f);
    }

    private int length() {
        int size = lengthSize() - 1;
        int first = in.get() & 0xff;
        if (size == 0) {
            return first;
        }
        if (size > 4) {
            throw new IllegalArgumentException("a length of " + size + " bytes");
        }
        int length = 0;
        for (int i = 0; i < size; i++) {
            length = length << 8 | in.get() & 0xff;
        }
        return length;
    }

    private static byte[] bytes(ByteBuffer content) {
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        return bytes;
    }
}
