package org.kubeos.agent.cli;

/** Text for people. */
final class Text {

    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB"};

    private Text() {}

    /** "512 bytes", "1.5 KiB", "250.0 MiB". */
    static String size(long bytes) {
        long tenths = bytes * 10;
        int unit = 0;
        while (tenths >= 10_240 && unit < UNITS.length - 1) {
            tenths /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " " + UNITS[0] : tenths / 10 + "." + tenths % 10 + " " + UNITS[unit];
    }

    /** Without what would control the terminal: parts of it come from registries, journals and images. */
    static String printable(String text) {
        var printable = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            int type = Character.getType(next);
            boolean steers = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
            printable.append(steers && next != '\n' && next != '\t' ? ' ' : next);
        }
        return printable.toString();
    }
}
