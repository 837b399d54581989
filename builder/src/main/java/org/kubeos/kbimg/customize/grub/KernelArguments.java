package org.kubeos.kbimg.customize.grub;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kernel parameters, each as the kernel is to see it, without quotes: {@code dyndbg=file core.c +p} is one.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/kernel-parameters.html">The kernel's command-line parameters</a>
 */
record KernelArguments(List<String> values) {

    /**
     * GRUB puts a backslash before each quote and backslash of an argument, which the kernel takes literally: an argument
     * can't carry them. Other than printable ASCII is refused because GRUB and firmware consoles disagree about it.
     */
    private static final Pattern ARGUMENT = Pattern.compile("[ -~&&[^\"'\\\\]]+");

    /** What the kernel reads as one argument: a run of anything but spaces, save for spaces between double quotes. */
    private static final Pattern TOKEN = Pattern.compile("(?:[^ \"]|\"[^\"]*\")+");

    KernelArguments {
        values = List.copyOf(values);
        for (String value : values) {
            if (!ARGUMENT.matcher(value).matches()) {
                throw new IllegalArgumentException("kernel parameter " + value);
            }
        }
    }

    /**
     * Takes a command line apart as the kernel would.
     *
     * @throws IllegalArgumentException if GRUB could not pass it on unchanged; the message says what would do
     */
    static KernelArguments parse(String cmdline) {
        var values = new ArrayList<String>();
        Matcher tokens = TOKEN.matcher(cmdline);
        int end = 0;
        while (tokens.find()) {
            requireSpaces(cmdline.substring(end, tokens.start()));
            String value = tokens.group().replace("\"", "");
            if (!ARGUMENT.matcher(value).matches()) {
                throw new IllegalArgumentException("printable ASCII without single quotes and backslashes");
            }
            values.add(value);
            end = tokens.end();
        }
        requireSpaces(cmdline.substring(end));
        return new KernelArguments(values);
    }

    /** As words of a GRUB script. Nothing between single quotes is special to GRUB. */
    String toScript() {
        return String.join(" ", values.stream().map(value -> "'" + value + "'").toList());
    }

    private static void requireSpaces(String separator) {
        if (!separator.isBlank()) {
            throw new IllegalArgumentException("an even number of double quotes");
        }
    }
}
