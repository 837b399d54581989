package org.kubeos.nodelayout;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * GRUB's environment block, {@code grubenv}: variables that survive a reboot. It is next to {@code grub.cfg} on BOOT, and tells
 * the boot menu which slot to boot. GRUB rewrites it in place, so it never changes its size.
 *
 * @param variables values by name: names as in a shell, values of printable ASCII characters
 * @see <a href="https://www.gnu.org/software/grub/manual/grub/html_node/Environment-block.html">Environment block</a>
 */
public record GrubEnvironment(Map<String, String> variables) {

    /** Name of the file in GRUB's directory on BOOT. */
    public static final String FILE_NAME = "grubenv";

    /** Size of the file, in bytes. */
    public static final int SIZE = 1024;

    /** Variable: the slot to boot, by its {@linkplain Slot#menuEntry menu entry}. */
    public static final String SAVED_ENTRY = "saved_entry";

    /** Variable: tries left for a slot on trial, from 3 down to 0. Missing or empty once the slot is confirmed. */
    public static final String BOOT_TRIES = "boot_tries";

    /** Variable: the slot that the boot menu has given up, by its {@linkplain Slot#menuEntry menu entry}. */
    public static final String BOOT_FAILED = "boot_failed";

    /** Source: GRUB's include/grub/lib/envblk.h. */
    private static final String SIGNATURE = "# GRUB Environment Block\n";

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern VALUE = Pattern.compile("[ -~]*");

    /**
     * Creates an environment.
     *
     * @throws IllegalArgumentException if a name or a value has a character that it may not have
     */
    public GrubEnvironment {
        variables = Map.copyOf(variables);
        variables.forEach((name, value) -> {
            if (!NAME.matcher(name).matches() || !VALUE.matcher(value).matches()) {
                throw new IllegalArgumentException("GRUB variable " + name + "=" + value);
            }
        });
    }

    /** The environment of a new node: it boots slot A, which needs no trial. */
    public static GrubEnvironment ofNewImage() {
        return new GrubEnvironment(Map.of(SAVED_ENTRY, Slot.A.menuEntry()));
    }

    /**
     * Reads the file's bytes.
     *
     * @throws NodeFileException if they are not an environment block of {@link #SIZE} bytes
     */
    public static GrubEnvironment parse(byte[] block) throws NodeFileException {
        String text = new String(block, StandardCharsets.ISO_8859_1);
        if (block.length != SIZE || !text.startsWith(SIGNATURE)) {
            throw new NodeFileException("not a GRUB environment block of " + SIZE + " bytes");
        }
        var variables = new TreeMap<String, String>();
        int position = SIGNATURE.length();
        // Number signs fill the block; a line that starts with one is not a variable.
        while (position < SIZE) {
            int end = endOfLine(text, position);
            if (text.charAt(position) != '#') {
                String line = text.substring(position, end);
                int equals = line.indexOf('=');
                if (equals < 0 || end == SIZE) {
                    throw new NodeFileException("GRUB environment block: no variable at byte " + position);
                }
                variables.put(line.substring(0, equals), unescape(line.substring(equals + 1)));
            }
            position = end + 1;
        }
        try {
            return new GrubEnvironment(variables);
        } catch (IllegalArgumentException e) {
            throw new NodeFileException("GRUB environment block: " + e.getMessage());
        }
    }

    /** The value of a variable; empty if it is missing or empty, which is the same to the boot menu. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }

    /**
     * The file's bytes, variables sorted by name.
     *
     * @throws IllegalStateException if the variables don't fit
     */
    public byte[] render() {
        var text = new StringBuilder(SIGNATURE);
        new TreeMap<>(variables)
                .forEach((name, value) -> text.append(name)
                        .append('=')
                        .append(value.replace("\\", "\\\\"))
                        .append('\n'));
        byte[] content = text.toString().getBytes(StandardCharsets.US_ASCII);
        if (content.length > SIZE) {
            throw new IllegalStateException("GRUB's variables take " + content.length + " of " + SIZE + " bytes");
        }
        byte[] block = Arrays.copyOf(content, SIZE);
        Arrays.fill(block, content.length, SIZE, (byte) '#');
        return block;
    }

    /** The next line feed that no backslash escapes, or the end of the block. */
    private static int endOfLine(String text, int start) {
        int position = start;
        while (position < SIZE && text.charAt(position) != '\n') {
            position += text.charAt(position) == '\\' ? 2 : 1;
        }
        return Math.min(position, SIZE);
    }

    private static String unescape(String value) {
        return value.replaceAll("(?s)\\\\(.)", "$1");
    }
}
