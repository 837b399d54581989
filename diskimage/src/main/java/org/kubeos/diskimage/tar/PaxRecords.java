package org.kubeos.diskimage.tar;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import org.kubeos.diskimage.CorruptImageException;

/**
 * The records of a pax extended header, {@code length keyword=value\n}. Values are bytes: an extended attribute's may be
 * any. POSIX.1-2017, pax, "pax Extended Header".
 */
final class PaxRecords {

    /** What the JDK's lenient decoder puts in place of broken bytes; sound text may hold it too. */
    private static final char REPLACEMENT = '\uFFFD';

    private static final int MAX_LENGTH_DIGITS = 9;

    private PaxRecords() {}

    /** @param offset where {@code records} stands in the archive */
    static Map<String, byte[]> parse(byte[] records, long offset) throws CorruptImageException {
        Map<String, byte[]> values = new HashMap<>();
        int start = 0;
        while (start < records.length) {
            int keyword = start;
            int length = 0;
            while (keyword < records.length && isDigit(records[keyword]) && keyword - start < MAX_LENGTH_DIGITS) {
                length = length * 10 + records[keyword++] - '0';
            }
            int end = start + length;
            boolean framed = keyword < records.length
                    && records[keyword] == ' '
                    && end > keyword + 1
                    && end <= records.length
                    && records[end - 1] == '\n';
            int equals = framed ? indexOfEquals(records, keyword + 1, end) : -1;
            if (equals < 0) {
                throw new CorruptImageException(offset + start, "broken record in a pax header");
            }
            String name = utf8(records, keyword + 1, equals, offset);
            byte[] value = new byte[end - 1 - (equals + 1)];
            System.arraycopy(records, equals + 1, value, 0, value.length);
            values.put(name, value);
            start = end;
        }
        return values;
    }

    static byte[] encode(SortedMap<String, byte[]> values) {
        var records = new ByteArrayOutputStream();
        values.forEach((keyword, value) -> {
            byte[] name = keyword.getBytes(StandardCharsets.UTF_8);
            int rest = name.length + value.length + " =\n".length();
            int length = rest + Integer.toString(rest).length();
            // The length counts its own digits, which may carry it over a power of ten.
            length = rest + Integer.toString(length).length();
            records.writeBytes((length + " ").getBytes(StandardCharsets.US_ASCII));
            records.writeBytes(name);
            records.write('=');
            records.writeBytes(value);
            records.write('\n');
        });
        return records.toByteArray();
    }

    /** Decodes strictly: a name that is not UTF-8 is refused rather than changed. */
    static String utf8(byte[] bytes, int from, int to, long offset) throws CorruptImageException {
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) < 0) {
            return text;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CorruptImageException(offset, "name is not UTF-8, which is all that is supported: " + text);
        }
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static int indexOfEquals(byte[] records, int from, int to) {
        for (int i = from; i < to; i++) {
            if (records[i] == '=') {
                return i;
            }
        }
        return -1;
    }
}
