package org.kubeos.diskimage.fat;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Long names: what they may be, and the entries that hold them (FAT specification, "Long Directory Entries"). */
final class LongName {

    static final int MAX_LENGTH = 255;
    static final int ATTRIBUTES = 0x0F;
    static final int LAST = 0x40;
    static final int CHECKSUM = 13;

    /** Where an entry has its 13 UTF-16 units. */
    private static final int[] UNITS = {1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};

    static final int UNITS_PER_ENTRY = UNITS.length;

    private static final String FORBIDDEN = "\"*/:<>?\\|";

    private LongName() {}

    /** What keeps a name out of a FAT directory, for the end of a sentence; empty if it may be there. */
    static Optional<String> problem(String name) {
        if (name.isEmpty()) {
            return Optional.of("only the root directory has no name");
        }
        if (name.length() > MAX_LENGTH) {
            return Optional.of("its name has " + name.length() + " UTF-16 units, but FAT allows " + MAX_LENGTH);
        }
        // Windows and Linux take such names for the ones without.
        if (name.endsWith(".") || name.endsWith(" ")) {
            return Optional.of("FAT allows no dot or space at the end of a name");
        }
        return name.codePoints()
                .filter(c -> c < ' '
                        || c == 0x7F
                        || FORBIDDEN.indexOf(c) >= 0
                        || Character.getType(c) == Character.SURROGATE)
                .mapToObj(c -> String.format("FAT allows no U+%04X in a name", c))
                .findFirst();
    }

    /** How names compare: without regard to case, unit by unit, whatever the locale. */
    static String fold(String name) {
        var folded = new StringBuilder(name);
        for (int i = 0; i < folded.length(); i++) {
            folded.setCharAt(i, Character.toUpperCase(folded.charAt(i)));
        }
        return folded.toString();
    }

    /** Entries that {@code name} needs besides the one with its short name. */
    static int entries(String name) {
        return ShortNames.isShort(name) ? 0 : Math.ceilDiv(name.length(), UNITS_PER_ENTRY);
    }

    /** Puts the entries of {@code name}, the last part first, as they precede the one with the short name. */
    static void put(ByteBuffer directory, String name, byte[] shortName) {
        int count = entries(name);
        for (int order = count; order >= 1; order--) {
            int at = directory.position();
            directory.put(at, (byte) (order == count ? order | LAST : order));
            directory.put(at + 11, (byte) ATTRIBUTES);
            directory.put(at + CHECKSUM, checksum(shortName));
            for (int i = 0; i < UNITS_PER_ENTRY; i++) {
                directory.putChar(at + UNITS[i], unit(name, (order - 1) * UNITS_PER_ENTRY + i));
            }
            directory.position(at + FatGeometry.ENTRY_SIZE);
        }
    }

    /** A NUL ends a name that does not fill its entries; FFFF fills up behind it. */
    private static char unit(String name, int index) {
        if (index < name.length()) {
            return name.charAt(index);
        }
        return index == name.length() ? '\0' : '\uFFFF';
    }

    /** The part of a name that one entry holds. */
    static String part(ByteBuffer entry) {
        var part = new StringBuilder();
        for (int unit : UNITS) {
            char c = entry.getChar(unit);
            if (c == '\0') {
                break;
            }
            part.append(c);
        }
        return part.toString();
    }

    /** Ties long entries to their short one: a tool that knows no long names would break the tie. */
    static byte checksum(byte[] shortName) {
        int sum = 0;
        for (byte c : shortName) {
            sum = ((sum & 1) << 7) + (sum >> 1) + c & 0xFF;
        }
        return (byte) sum;
    }
}
