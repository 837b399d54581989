package org.kubeos.kbimg.signing;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;

/**
 * A block of a PEM file (RFC 7468).
 *
 * @param label the words after {@code BEGIN}
 * @param hasHeaders whether lines such as {@code Proc-Type: 4,ENCRYPTED} come before the content (RFC 1421)
 * @param content decoded; never in messages
 */
record PemBlock(String label, boolean hasHeaders, byte[] content) {

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final int LINE = 64;

    static PemBlock of(String label, byte[] content) {
        return new PemBlock(label, false, content);
    }

    /**
     * The blocks of a file; what is between them doesn't count.
     *
     * @throws IllegalArgumentException if one has no end, or something else than Base64 in it
     */
    static List<PemBlock> parse(String text) {
        var blocks = new ArrayList<PemBlock>();
        Iterator<String> lines = text.lines().map(String::strip).iterator();
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
                blocks.add(parse(line.substring(BEGIN.length(), line.length() - DASHES.length()), lines));
            }
        }
        return blocks;
    }

    private static PemBlock parse(String label, Iterator<String> lines) {
        var base64 = new StringBuilder();
        boolean hasHeaders = false;
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.equals(END + label + DASHES)) {
                return new PemBlock(label, hasHeaders, Base64.getDecoder().decode(base64.toString()));
            }
            if (line.contains(": ")) {
                hasHeaders = true;
            } else {
                base64.append(line);
            }
        }
        throw new IllegalArgumentException("the block has no end");
    }

    /** The block as text, in lines of 64 characters. */
    String text() {
        String base64 = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(content);
        return BEGIN + label + DASHES + "\n" + base64 + "\n" + END + label + DASHES + "\n";
    }

    /** The label; never the content. */
    @Override
    public String toString() {
        return label;
    }
}
