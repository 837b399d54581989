package org.kubeos.kbimg.config;

import java.util.regex.Pattern;

/**
 * An IPv4 address.
 *
 * @param bits its four bytes, the first one highest
 */
public record Ipv4Address(int bits) {

    private static final Pattern TEXT = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

    /** @throws IllegalArgumentException if the text is not four numbers from 0 to 255, separated by dots */
    public static Ipv4Address parse(String text) {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("four numbers from 0 to 255, separated by dots, such as 192.168.1.50");
        }
        int bits = 0;
        for (String number : text.split("\\.")) {
            bits = bits << 8 | Integer.parseInt(number);
        }
        return new Ipv4Address(bits);
    }

    /** Whether the text looks like an address rather than a name. */
    static boolean looksLike(String text) {
        return text.matches("[\\d.]+");
    }

    /** The number of leading ones, as in {@code /24}, if this is a network mask: ones, then zeros. */
    int prefixLength() throws NotAMaskException {
        int ones = Integer.numberOfLeadingZeros(~bits);
        if (maskOf(ones) != bits) {
            throw new NotAMaskException();
        }
        return ones;
    }

    /** A network mask that has a one after a zero. */
    static final class NotAMaskException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** Whether both are in one network of this prefix length. */
    boolean isInNetworkOf(Ipv4Address other, int prefixLength) {
        return ((bits ^ other.bits) & maskOf(prefixLength)) == 0;
    }

    /** Whether a host can have it in a network of this prefix length: neither the network nor the broadcast address. */
    boolean isHostIn(int prefixLength) {
        int host = bits & ~maskOf(prefixLength);
        boolean hasReserved = prefixLength < 31; // RFC 3021
        boolean unicast = (bits >>> 28) < 14 && (bits >>> 24) != 0 && (bits >>> 24) != 127;
        return unicast && !(hasReserved && (host == 0 || host == ~maskOf(prefixLength)));
    }

    private static int maskOf(int prefixLength) {
        return prefixLength == 0 ? 0 : -1 << (32 - prefixLength);
    }

    @Override
    public String toString() {
        return (bits >>> 24) + "." + (bits >>> 16 & 255) + "." + (bits >>> 8 & 255) + "." + (bits & 255);
    }
}
