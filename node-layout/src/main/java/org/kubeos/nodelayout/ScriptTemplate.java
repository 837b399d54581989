package org.kubeos.nodelayout;

import static java.util.Map.entry;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of this package for shell scripts. A script is a template with placeholders such as {@code @PERSIST_LABEL@}, so that
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
            entry("PARTITION_LINKS", NodeDisk.PARTITION_LINKS),
            entry("PERSIST_MOUNT_POINT", PersistLayout.MOUNT_POINT),
            entry("PERSIST_OPTIONS", PersistLayout.DEFAULT_OPTIONS),
            entry("UNION_DIRECTORY", PersistLayout.UNION),
            entry("WRITABLE_DIRECTORY", PersistLayout.WRITABLE),
            entry("UPPER", PersistLayout.UPPER),
            entry("WORK", PersistLayout.WORK),
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
        return PLACEHOLDER.matcher(template).replaceAll(found -> Matcher.quoteReplacement(value(found)));
    }

    private static String value(MatchResult placeholder) {
        String value = VALUES.get(placeholder.group(1));
        if (value == null) {
            throw new IllegalArgumentException("script template: unknown placeholder " + placeholder.group());
        }
        return value;
    }
}
