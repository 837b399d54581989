package org.kubeos.kbimg.config.node;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kubeos.yamlschema.ChoiceType;
import org.kubeos.yamlschema.HostFiles;
import org.kubeos.yamlschema.InvalidValueException;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.ListType;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;
import org.kubeos.yamlschema.TextType;

/** The sections {@code health} and {@code upgrade}. */
final class HealthSchema {

    private static final Duration MIN_DEADLINE = Duration.ofMinutes(1);

    private static final Duration MAX_DEADLINE = Duration.ofDays(1);

    private static final Key<List<String>> UNITS = Key.optional(
            "units",
            ServicesSchema.UNITS,
            "systemd units that must be active. If omitted, those of `containerd`, `docker`, and `kubelet` that are"
                    + " enabled on the node.");
    private static final Key<List<Path>> SCRIPTS = Key.optional(
                    "scripts",
                    new ListType<>("a list of scripts", HostFiles.type("a script"), false),
                    "Programs on this machine that the image gets, in `/usr/lib/kubeos/checks/required.d`. Each must"
                            + " exit with 0. An administrator of the node puts more of them into"
                            + " `/etc/kubeos/checks/required.d`.")
            .orElse(List.of(), "none");
    private static final Key<List<URI>> HTTP = Key.optional(
                    "http",
                    new ListType<>(
                            "a list of URLs",
                            TextType.parsed(
                                    "a URL",
                                    "http or https, without a user or spaces, such as http://127.0.0.1:10248/healthz",
                                    "https?://(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:]+\\])(?::[0-9]{1,5})?(?:/[!-~&&[^\"'\\\\<>^`{|}#]]*)?",
                                    (text, _) -> url(text))),
                    "Addresses that must answer with a status from 200 to 299.")
            .orElse(List.of(), "none");
    private static final Key<Duration> DEADLINE = Key.optional(
                    "deadline",
                    TextType.parsed(
                            "a time",
                            "a whole number with s, min, or h, from 1min to 24h",
                            "[0-9]{1,5} ?(?:s|min|h)",
                            (text, _) -> deadline(text)),
                    "Time from the start of a new version until all of it must be well. If it isn't by then, the node"
                            + " restarts with the version before.")
            .orElse(HealthChecks.DEFAULT.deadline(), "10min");

    static final Key<HealthChecks> HEALTH = Key.optional(
            "health",
            new MappingType<>(
                    List.of(UNITS, SCRIPTS, HTTP, DEADLINE),
                    HealthSchema::check,
                    v -> new HealthChecks(v.find(UNITS), v.get(SCRIPTS), v.get(HTTP), v.get(DEADLINE))),
            "What a node checks after an upgrade. Only if all of it is well does the new version stay.");

    private static final Key<Long> BANDWIDTH = Key.optional(
            "bandwidth",
            TextType.parsed(
                    "a rate",
                    "a whole number with KiB or MiB, per second",
                    "[1-9][0-9]{0,8} ?[KM]iB",
                    (text, _) -> rate(text)),
            "Limit for what a node fetches in a second. If omitted, there is none.");
    private static final Key<Integer> TRIES = Key.optional(
                    "tries",
                    TextType.parsed(
                            "a number", "a whole number from 1 to 3", "[1-3]", (text, _) -> Integer.parseInt(text)),
                    "How often a new version may be started before the node returns to the one before.")
            .orElse(UpgradeSettings.DEFAULT.tries(), "3");

    private static final Key<Boolean> ALLOW_UNSIGNED = Key.optional(
                    "allowUnsigned",
                    ChoiceType.of(
                            "a boolean", List.of(true, false), String::valueOf, Map.of("yes", "true", "no", "false")),
                    "Whether a node takes upgrades that nobody has signed, so that whoever can write to its registry decides"
                            + " what runs on it. Not together with `trust`.")
            .orElse(UpgradeSettings.DEFAULT.allowUnsigned(), "false");

    static final Key<UpgradeSettings> UPGRADE = Key.optional(
            "upgrade",
            MappingType.of(
                    List.of(BANDWIDTH, TRIES, ALLOW_UNSIGNED),
                    v -> new UpgradeSettings(v.find(BANDWIDTH).orElse(0L), v.get(TRIES), v.get(ALLOW_UNSIGNED))),
            "How a node upgrades itself.");

    private HealthSchema() {}

    /** Reports a node that would trust somebody and everybody. */
    static void checkTrust(ParsedMapping values) {
        if (values.find(UPGRADE).filter(UpgradeSettings::allowUnsigned).isPresent()) {
            values.report(
                    UPGRADE,
                    "allowUnsigned has a node take what nobody has signed, but the config names whom it trusts. Remove"
                            + " allowUnsigned or trust");
        }
    }

    private static URI url(String text) throws InvalidValueException {
        try {
            URI url = URI.create(text);
            if (url.getHost() == null || url.getPort() > 65_535) {
                throw new InvalidValueException("'" + text + "' has no host, or a port above 65535");
            }
            return url;
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException("'" + text + "' is not a URL");
        }
    }

    private static Duration deadline(String text) throws InvalidValueException {
        long number = Long.parseLong(text.replaceAll("[^0-9]", ""));
        Duration time = text.endsWith("min")
                ? Duration.ofMinutes(number)
                : text.endsWith("h") ? Duration.ofHours(number) : Duration.ofSeconds(number);
        if (time.compareTo(MIN_DEADLINE) < 0) {
            throw new InvalidValueException(text + " is too short for a boot");
        }
        if (time.compareTo(MAX_DEADLINE) > 0) {
            throw new InvalidValueException(text + " is too long");
        }
        return time;
    }

    private static long rate(String text) {
        long number = Long.parseLong(text.replaceAll("[^0-9]", ""));
        return text.endsWith("KiB") ? number << 10 : number << 20;
    }

    /** All scripts are put into one directory. */
    private static void check(ParsedMapping values) {
        Set<String> names = new HashSet<>();
        List<Path> scripts = values.find(SCRIPTS).orElse(List.of());
        for (int i = 0; i < scripts.size(); i++) {
            String name = String.valueOf(scripts.get(i).getFileName());
            if (!names.add(name)) {
                values.report(SCRIPTS, i, "another script is also named " + name + "; rename one of them");
            }
        }
    }
}
