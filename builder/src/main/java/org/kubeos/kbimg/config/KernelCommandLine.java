package org.kubeos.kbimg.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kernel parameters, each as the kernel is to see it, without quotes: {@code dyndbg=file core.c +p} is one.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/kernel-parameters.html">The kernel's command-line parameters</a>
 */
public record KernelCommandLine(List<String> values) {

    /**
     * GRUB puts a backslash before each quote and backslash of an argument, which the kernel takes literally: an argument
     * can't carry them. Other than printable ASCII is refused because GRUB and firmware consoles disagree about it.
     */
    private static final Pattern ARGUMENT = Pattern.compile("[ -~&&[^\"'\\\\]]+");

    /** One argument, as the kernel reads it: a run of anything but spaces, except for spaces between double quotes. */
    private static final Pattern TOKEN = Pattern.compile("(?:[^ \"]|\"[^\"]*\")+");

    /** Words that end an iPXE command: https://ipxe.org/scripting */
    private static final Set<String> IPXE_SEPARATORS = Set.of(";", "&&", "||");

    public KernelCommandLine {
        values = List.copyOf(values);
        for (String value : values) {
            if (!ARGUMENT.matcher(value).matches()) {
                throw new IllegalArgumentException("kernel parameter " + value);
            }
        }
    }

    /**
     * Splits a command line as the kernel would.
     *
     * @throws IllegalArgumentException if GRUB could not pass it on unchanged; the message says what is expected
     */
    public static KernelCommandLine parse(String cmdline) {
        var values = new ArrayList<String>();
        Matcher tokens = TOKEN.matcher(cmdline);
        int end = 0;
        while (tokens.find()) {
            requireSpaces(cmdline.substring(end, tokens.start()));
            String value = tokens.group().replace("\"", "");
            if (value.isEmpty()) {
                throw new IllegalArgumentException("text between double quotes");
            }
            if (!ARGUMENT.matcher(value).matches()) {
                throw new IllegalArgumentException("printable ASCII without single quotes or backslashes");
            }
            values.add(value);
            end = tokens.end();
        }
        requireSpaces(cmdline.substring(end));
        return new KernelCommandLine(values);
    }

    /** As words of a GRUB script. Nothing between single quotes is special to GRUB. */
    public String toGrub() {
        return String.join(" ", values.stream().map(value -> "'" + value + "'").toList());
    }

    /**
     * As words of an iPXE script.
     *
     * @throws IllegalArgumentException if iPXE could not pass one on unchanged; the message says which and why
     */
    public String toIpxe() {
        return String.join(" ", values.stream().map(KernelCommandLine::toIpxe).toList());
    }

    /**
     * iPXE knows no quotes: it splits at spaces, expands each word and joins the words with single spaces. The kernel takes
     * double quotes away, so that they can hold a parameter together and keep it from being a separator or a comment.
     */
    private static String toIpxe(String value) {
        boolean plain = !value.contains(" ") && !isSpecialToIpxe(value);
        String quoted = plain ? value : "\"" + value + "\"";
        if (value.contains("${")) {
            throw notForIpxe(value, "iPXE would expand ${");
        }
        if (value.contains("  ")) {
            throw notForIpxe(value, "iPXE would collapse repeated spaces");
        }
        for (String word : quoted.split(" ")) {
            if (isSpecialToIpxe(word)) {
                throw notForIpxe(value, "iPXE would interpret " + word);
            }
        }
        return quoted;
    }

    private static boolean isSpecialToIpxe(String word) {
        return word.startsWith("#") || IPXE_SEPARATORS.contains(word);
    }

    private static IllegalArgumentException notForIpxe(String value, String reason) {
        return new IllegalArgumentException("can't put the kernel parameter '" + value + "' into boot.ipxe: " + reason);
    }

    private static void requireSpaces(String separator) {
        if (!separator.isBlank()) {
            throw new IllegalArgumentException("an even number of double quotes");
        }
    }
}
