package org.kubeos.kbimg.boot.grub;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * GRUB's environment block, {@code grubenv}: variables that outlive a boot. GRUB rewrites it in place, so it never changes
 * its size.
 *
 * @see <a href="https://www.gnu.org/software/grub/manual/grub/html_node/Environment-block.html">Environment block</a>
 */
public record GrubEnvironment(Map<String, String> variables) {

    /** Size of the file, in bytes. */
    public static final int SIZE = 1024;

    private static final String SIGNATURE = "# GRUB Environment Block\n";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    /** The block would need a backslash escape for a line feed or a backslash; no value here has a use for them. */
    private static final Pattern VALUE = Pattern.compile("[ -~&&[^\\\\]]*");

    public GrubEnvironment {
        variables = Map.copyOf(variables);
        variables.forEach((name, value) -> {
            if (!NAME.matcher(name).matches() || !VALUE.matcher(value).matches()) {
                throw new IllegalArgumentException("GRUB variable " + name + "=" + value);
            }
        });
    }

    /** A new node's: it starts slot A, which needs no trial. */
    public static GrubEnvironment ofNewImage() {
        return new GrubEnvironment(Map.of("saved_entry", "A"));
    }

    /**
     * The file's bytes, variables sorted by name.
     *
     * @throws IllegalStateException if the variables don't fit
     */
    public byte[] render() {
        var text = new StringBuilder(SIGNATURE);
        new TreeMap<>(variables)
                .forEach((name, value) ->
                        text.append(name).append('=').append(value).append('\n'));
        byte[] content = text.toString().getBytes(StandardCharsets.US_ASCII);
        if (content.length > SIZE) {
            throw new IllegalStateException("GRUB's variables take " + content.length + " of " + SIZE + " bytes");
        }
        byte[] block = Arrays.copyOf(content, SIZE);
        Arrays.fill(block, content.length, SIZE, (byte) '#');
        return block;
    }
}
