package org.kubeos.nodelayout;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * GRUB's environment block, {@code grubenv}: variables that survive a reboot. It is next to {@code grub.cfg} on BOOT. GRUB
 * rewrites it in place, so it never changes its size. {@link BootEnvironment} has the variables that KubeOS uses.
 *
 * @param variables values by name, in the block's order: names as in a shell, values of printable ASCII characters
 * @see <a href="https://www.gnu.org/software/grub/manual/grub/html_node/Environment-block.html">Environment block</a>
 */
public record GrubEnvironment(Map<String, String> variables) {

    /** Name of the file in GRUB's directory on BOOT: the copy that is read if it is whole. */
    public static final String FILE_NAME = "grubenv";

    /** Name of the second copy, which is read if the first one is damaged. */
    public static final String SECOND_FILE_NAME = "grubenv2";

    /** Size of the file, in bytes. */
    public static final int SIZE = 1024;

    /** Variable: the confirmed slot, by its {@linkplain Slot#menuEntry menu entry}. */
    public static final String SAVED_ENTRY = "saved_entry";

    /** Variable: the slot on trial, by its {@linkplain Slot#menuEntry menu entry}. Missing or empty if there is none. */
    public static final String BOOT_TRIAL = "boot_trial";

    /** Variable: tries left for the slot on trial, from 3 down to 0. */
    public static final String BOOT_TRIES = "boot_tries";

    /** Variable, in the block's first line: the number of the write. Equal to {@link #SERIAL_LAST} in a whole block. */
    public static final String SERIAL_FIRST = "serial_first";

    /** Variable, in the block's last line: the number of the write. */
    public static final String SERIAL_LAST = "serial_last";

    /** Source: GRUB's include/grub/lib/envblk.h. */
    private static final String SIGNATURE = "# GRUB Environment Block\n";

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern VALUE = Pattern.compile("[ -~]*");

    /** Creates an environment. */
    public GrubEnvironment {
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    }

    /**
     * Reads the file's bytes exactly as GRUB does: a block of any size, up to a line that is broken, and the last value of a
     * variable that is there twice. So it may have names and values that {@link #render} refuses.
     *
     * @throws NodeFileException if GRUB would refuse it
     */
    public static GrubEnvironment parse(byte[] block) throws NodeFileException {
        String text = new String(block, StandardCharsets.ISO_8859_1);
        if (!text.startsWith(SIGNATURE)) {
            throw new NodeFileException("not a GRUB environment block");
        }
        var variables = new LinkedHashMap<String, String>();
        int position = SIGNATURE.length();
        // Source: grub_envblk_iterate in GRUB's grub-core/lib/envblk.c. Number signs fill the block; a line that starts
        // with
        // one is not a variable. A name extends to the next equals sign, even across lines.
        while (position < text.length()) {
            if (text.charAt(position) == '#') {
                position = endOfLine(text, position) + 1;
                continue;
            }
            int equals = text.indexOf('=', position);
            int end = equals < 0 ? text.length() : endOfLine(text, equals + 1);
            if (end >= text.length()) {
                break;
            }
            variables.put(text.substring(position, equals), unescape(text.substring(equals + 1, end)));
            position = end + 1;
        }
        return new GrubEnvironment(variables);
    }

    /** The value of a variable; empty if it is missing or empty, which is the same to the boot menu. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }

    /**
     * The file's bytes, variables in their order.
     *
     * @throws IllegalArgumentException if a name or a value has a character that it may not have, or the variables don't fit
     */
    public byte[] render() {
        var text = new StringBuilder(SIGNATURE);
        variables.forEach((name, value) -> {
            if (!NAME.matcher(name).matches() || !VALUE.matcher(value).matches()) {
                throw new IllegalArgumentException("GRUB variable " + name + "=" + value);
            }
            text.append(name).append('=').append(value.replace("\\", "\\\\")).append('\n');
        });
        byte[] content = text.toString().getBytes(StandardCharsets.US_ASCII);
        if (content.length > SIZE) {
            throw new IllegalArgumentException("GRUB's variables take " + content.length + " of " + SIZE + " bytes");
        }
        byte[] block = Arrays.copyOf(content, SIZE);
        Arrays.fill(block, content.length, SIZE, (byte) '#');
        return block;
    }

    /** The next line feed that no backslash escapes, or the end of the block. */
    private static int endOfLine(String text, int start) {
        int position = start;
        while (position < text.length() && text.charAt(position) != '\n') {
            position += text.charAt(position) == '\\' ? 2 : 1;
        }
        return position;
    }

    private static String unescape(String value) {
        return value.replaceAll("(?s)\\\\(.)", "$1");
    }
}
