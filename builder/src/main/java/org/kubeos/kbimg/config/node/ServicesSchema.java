package org.kubeos.kbimg.config.node;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.ListType;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;
import org.kubeos.yamlschema.TextType;

/** The section {@code services}. */
final class ServicesSchema {

    // systemd.unit(5), "Description".
    private static final Set<String> SUFFIXES = Set.of(
            "service", "socket", "device", "mount", "automount", "swap", "target", "path", "timer", "slice", "scope");

    private static final TextType<String> UNIT = TextType.parsed(
            "a systemd unit",
            "such as containerd, chronyd.service, or serial-getty@ttyS1",
            "(?=.{1,240}$)[A-Za-z0-9:_\\\\][A-Za-z0-9:_.\\\\-]*(?:@[A-Za-z0-9:_.\\\\-]*)?",
            (text, _) -> withSuffix(text));

    static final ListType<String> UNITS = new ListType<>("a list of systemd units", UNIT);

    private static final Key<List<String>> ENABLE = Key.optional(
                    "enable", UNITS, "Units to start at boot, as their `[Install]` section says.")
            .orElse(List.of(), "none");
    private static final Key<List<String>> ENABLE_IF_PRESENT = Key.optional(
                    "enableIfPresent", UNITS, "Units to start at boot if the image has them.")
            .orElse(List.of(), "none");
    private static final Key<List<String>> DISABLE = Key.optional(
                    "disable", UNITS, "Units that a package enables but that must not start on their own.")
            .orElse(List.of(), "none");
    private static final Key<List<String>> MASK =
            Key.optional("mask", UNITS, "Units that nothing can start.").orElse(List.of(), "none");

    static final Key<Services> SERVICES = Key.optional(
            "services",
            new MappingType<>(
                    List.of(ENABLE, ENABLE_IF_PRESENT, DISABLE, MASK),
                    ServicesSchema::check,
                    v -> new Services(v.get(ENABLE), v.get(ENABLE_IF_PRESENT), v.get(DISABLE), v.get(MASK))),
            "systemd units from packages or `files`. A name without a suffix is a service.");

    private ServicesSchema() {}

    private static String withSuffix(String text) {
        return SUFFIXES.contains(text.substring(text.lastIndexOf('.') + 1)) ? text : text + ".service";
    }

    private static void check(ParsedMapping values) {
        Map<String, Key<?>> seen = new HashMap<>();
        for (Key<List<String>> key : List.of(ENABLE, ENABLE_IF_PRESENT, DISABLE, MASK)) {
            List<String> units = values.find(key).orElse(List.of());
            for (int i = 0; i < units.size(); i++) {
                Key<?> other = seen.putIfAbsent(units.get(i), key);
                if (other != null && !other.equals(key)) {
                    values.report(key, i, units.get(i) + " is also in services." + other.name());
                }
            }
        }
    }
}
