package org.kubeos.agent.settings.document;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Arguments of the kernel, in their order: {@code key} or {@code key=value}.
 *
 * @param arguments as they are written, without quotes
 */
public record KernelCommandLine(List<String> arguments) {

    // No character that GRUB or a shell takes for anything but itself.
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_.,:/@%+=~-]+");

    /** What the boot menu gives the kernel, which a slot could not boot with otherwise. */
    private static final Set<String> RESERVED =
            Set.of("root", "rootfstype", "rootflags", "ro", "rw", "init", "rdinit", "initrd", "BOOT_IMAGE", "rd.break");

    private static final String RESERVED_PREFIX = "kubeos.";

    public KernelCommandLine {
        arguments = List.copyOf(arguments);
    }

    /** Reads arguments that are separated by blanks. */
    public static KernelCommandLine parse(String text) {
        return new KernelCommandLine(Arrays.stream(text.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList());
    }

    /** These arguments without those that the boot menu adds itself. */
    public KernelCommandLine withoutReserved() {
        return new KernelCommandLine(arguments.stream()
                .filter(argument -> !isReserved(key(argument)))
                .toList());
    }

    /**
     * These arguments without those that the boot menu adds for a trial, which come last.
     *
     * @param first the key of the first one
     */
    public KernelCommandLine withoutTrial(String first) {
        return new KernelCommandLine(arguments.stream()
                .takeWhile(argument -> !key(argument).equals(first))
                .toList());
    }

    /**
     * Checks an argument that a request names.
     *
     * @param value empty for an argument without a value
     * @throws DocumentException if it has a character that it may not have, or belongs to the boot menu
     */
    public static void check(String key, String value) throws DocumentException {
        if (!KEY.matcher(key).matches()) {
            throw new DocumentException("expected the name of a kernel argument: letters, digits, and _ . -");
        }
        if (!value.isEmpty() && !VALUE.matcher(value).matches()) {
            throw new DocumentException("the value may have letters, digits, and _ . , : / @ % + = ~ - only");
        }
        if (isReserved(key)) {
            throw new DocumentException("the boot menu gives this argument; it can't be changed");
        }
    }

    private static boolean isReserved(String key) {
        return RESERVED.contains(key) || key.startsWith(RESERVED_PREFIX);
    }

    /** The arguments with a key, as they are written. */
    public List<String> find(String key) {
        return arguments.stream().filter(argument -> key(argument).equals(key)).toList();
    }

    /**
     * These arguments with exactly the given ones of a key: in the place of the present ones, or at the end.
     *
     * @param wanted as they are written
     */
    public KernelCommandLine with(String key, List<String> wanted) {
        if (find(key).equals(wanted)) {
            return this;
        }
        var result = new ArrayList<String>();
        boolean placed = false;
        for (String argument : arguments) {
            if (!key(argument).equals(key)) {
                result.add(argument);
            } else if (!placed) {
                result.addAll(wanted);
                placed = true;
            }
        }
        if (!placed) {
            result.addAll(wanted);
        }
        return new KernelCommandLine(result);
    }

    /** These arguments without one that is written so. */
    public KernelCommandLine without(String argument) {
        return new KernelCommandLine(
                arguments.stream().filter(present -> !present.equals(argument)).toList());
    }

    private static String key(String argument) {
        int equals = argument.indexOf('=');
        return equals < 0 ? argument : argument.substring(0, equals);
    }

    /** The arguments, separated by blanks. */
    public String text() {
        return String.join(" ", arguments);
    }
}
