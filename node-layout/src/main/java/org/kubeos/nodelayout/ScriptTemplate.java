package org.kubeos.nodelayout;

import static java.util.Map.entry;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of this package for scripts of the shell and of GRUB. A script is a template with placeholders such as {@code @PERSIST_LABEL@}, so that
 * no name is written down both here and there.
 */
public final class ScriptTemplate {

    private static final Pattern PLACEHOLDER = Pattern.compile("@([A-Z][A-Z0-9_]*)@");

    private static final Map<String, String> VALUES = Map.ofEntries(
            entry("BOOT_LABEL", NodeDisk.BOOT_LABEL),
            entry("BIOS_BOOT_LABEL", NodeDisk.BIOS_BOOT_LABEL),
            entry("ROOT_A_LABEL", Slot.A.label()),
            entry("PERSIST_LABEL", NodeDisk.PERSIST_LABEL),
            entry("BOOT_NUMBER", Integer.toString(NodeDisk.BOOT_NUMBER)),
            entry("ROOT_A_NUMBER", Integer.toString(Slot.A.number())),
            entry("ROOT_B_NUMBER", Integer.toString(Slot.B.number())),
            entry("SLOT_A", Slot.A.menuEntry()),
            entry("SLOT_B", Slot.B.menuEntry()),
            entry("GRUB_ENVIRONMENT", GrubEnvironment.FILE_NAME),
            entry("SECOND_GRUB_ENVIRONMENT", GrubEnvironment.SECOND_FILE_NAME),
            entry("SAVED_ENTRY", GrubEnvironment.SAVED_ENTRY),
            entry("BOOT_TRIAL", GrubEnvironment.BOOT_TRIAL),
            entry("BOOT_TRIES", GrubEnvironment.BOOT_TRIES),
            entry("SERIAL_FIRST", GrubEnvironment.SERIAL_FIRST),
            entry("SERIAL_LAST", GrubEnvironment.SERIAL_LAST),
            entry("ARGUMENTS_A", BootEnvironment.argumentsVariable(Slot.A)),
            entry("ARGUMENTS_B", BootEnvironment.argumentsVariable(Slot.B)),
            entry("TRIAL_ARGUMENT", BootEnvironment.TRIAL_ARGUMENT),
            entry("PARTITION_LINKS", NodeDisk.PARTITION_LINKS),
            entry("PERSIST_MOUNT_POINT", PersistLayout.MOUNT_POINT),
            entry("PERSIST_OPTIONS", PersistLayout.DEFAULT_OPTIONS),
            entry("UNION_DIRECTORY", PersistLayout.UNION),
            entry("WRITABLE_DIRECTORY", PersistLayout.WRITABLE),
            entry("UPPER", PersistLayout.UPPER),
            entry("WORK", PersistLayout.WORK),
            entry("RESET_LIST", PersistLayout.RESET_LIST),
            entry("RESET_DIRECTORY", PersistLayout.RESET),
            entry("PERSIST_CONF", PersistConf.PATH),
            entry("PERSIST_KIND", PersistConf.Kind.PERSIST.keyword()),
            entry("UNION_KIND", PersistConf.Kind.UNION.keyword()),
            entry("WRITABLE_KIND", PersistConf.Kind.WRITABLE.keyword()));

    private ScriptTemplate() {}

    /**
     * The script, with names in place of all placeholders.
     *
     * @throws IllegalArgumentException if there is a placeholder that stands for no name
     */
    public static String render(String template) {
        return render(template, Map.of());
    }

    /**
     * The script, with names in place of all placeholders.
     *
     * @param own values of the template's own placeholders, such as {@code ARGUMENTS}; they may contain anything
     * @throws IllegalArgumentException if there is a placeholder that stands for no name
     */
    public static String render(String template, Map<String, String> own) {
        return PLACEHOLDER.matcher(template).replaceAll(found -> Matcher.quoteReplacement(value(found, own)));
    }

    private static String value(MatchResult placeholder, Map<String, String> own) {
        String name = placeholder.group(1);
        String value = own.getOrDefault(name, VALUES.get(name));
        if (value == null) {
            throw new IllegalArgumentException("script template: unknown placeholder " + placeholder.group());
        }
        return value;
    }
}
