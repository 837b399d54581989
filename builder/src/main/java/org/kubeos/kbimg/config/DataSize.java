package org.kubeos.kbimg.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, written with a binary unit: {@code 20GiB}. */
public record DataSize(long bytes) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,9}) ?(KiB|MiB|GiB|TiB)");
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("negative size: " + bytes);
        }
    }

    public static DataSize ofMebibytes(long mebibytes) {
        return new DataSize(Math.multiplyExact(mebibytes, 1L << 20));
    }

    public static DataSize ofGibibytes(long gibibytes) {
        return new DataSize(Math.multiplyExact(gibibytes, 1L << 30));
    }

    /**
     * Reads a whole number with a unit of KiB, MiB, GiB or TiB.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static DataSize parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a size such as 20GiB or 512MiB");
        }
        int shift = switch (matcher.group(2)) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            default -> 40;
        };
        long number = Long.parseLong(matcher.group(1));
        if (number > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException("a size below 8388608TiB");
        }
        return new DataSize(number << shift);
    }

    /** In the largest unit that leaves a number of at least 1, with one decimal where it is not whole. */
    @Override
    public String toString() {
        int unit = 0;
        while (unit < UNITS.length - 1 && bytes >= 1L << (10 * (unit + 1))) {
            unit++;
        }
        long complete = 1L << (10 * unit);
        long tenths = Math.round(bytes * 10.0 / complete);
        String number = tenths % 10 == 0 ? String.valueOf(tenths / 10) : tenths / 10 + "." + tenths % 10;
        return number + " " + UNITS[unit];
    }
}
