package org.kubeos.kbimg.config.node;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.kubeos.kbimg.config.node.SystemSettings.Dns;
import org.kubeos.yamlschema.DictionaryType;
import org.kubeos.yamlschema.InvalidValueException;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.ListType;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;
import org.kubeos.yamlschema.Suggestions;
import org.kubeos.yamlschema.TextType;

/** The sections {@code timezone}, {@code locale}, {@code dns}, {@code sysctl} and {@code kernelModules}. */
final class SystemSchema {

    private static final String IPV4_BYTE = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";

    private static final Path ZONES = Path.of("/usr/share/zoneinfo");

    static final Key<String> TIMEZONE = Key.optional(
            "timezone",
            TextType.parsed(
                    "a time zone",
                    "a name such as UTC or Asia/Shanghai",
                    "(?=.{1,64}$)[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9][A-Za-z0-9_+-]*){0,2}",
                    (text, _) -> timeZone(text)),
            "Time zone of the nodes. If omitted, the distribution's default, UTC.");
    static final Key<String> LOCALE = Key.optional(
            "locale",
            TextType.of(
                    "a locale",
                    "a name such as C.UTF-8 or zh_CN.UTF-8",
                    "(?:C|POSIX|[a-z]{2,3}(?:_[A-Z]{2})?)(?:\\.[A-Za-z0-9-]{1,20})?(?:@[A-Za-z]{1,20})?"),
            "Language and character set of programs. Most locales need an additional package.");
    private static final Key<List<String>> SERVERS = Key.optional(
                    "servers",
                    new ListType<>(
                            "a list of addresses",
                            TextType.parsed(
                                    "a numeric address",
                                    "IPv4 or IPv6, such as 192.168.1.53",
                                    IPV4_BYTE + "(?:\\." + IPV4_BYTE + "){3}|[0-9A-Fa-f:.]{0,45}:[0-9A-Fa-f:.]{0,45}",
                                    (text, _) -> address(text))),
                    "Addresses of DNS servers, in addition to those from DHCP.")
            .orElse(List.of(), "none");
    private static final Key<List<String>> SEARCH = Key.optional(
                    "search",
                    new ListType<>(
                            "a list of domains",
                            TextType.of(
                                    "a domain",
                                    "such as example.org",
                                    "(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*")),
                    "Search domains for short names.")
            .orElse(List.of(), "none");
    static final Key<Dns> DNS = Key.optional(
            "dns",
            MappingType.of(List.of(SERVERS, SEARCH), v -> new Dns(v.get(SERVERS), v.get(SEARCH))),
            "DNS resolution.");
    // sysctl.d(5). A slash separates as well, for names with dots in them.
    static final Key<Map<String, String>> SYSCTL = Key.optional(
                    "sysctl",
                    new DictionaryType<>(
                            "kernel settings with values",
                            TextType.of(
                                    "a kernel setting",
                                    "such as net.ipv4.ip_forward",
                                    "(?=.{3,255}$)[a-z0-9_]+(?:[./][A-Za-z0-9_:@*-]+)+"),
                            TextType.of(
                                    "a value", "one line of at most 1024 characters", "(?:\\t|[^\\p{Cntrl}]){1,1024}")),
                    "Kernel settings, applied at boot.")
            .orElse(Map.of(), "none");
    static final Key<List<String>> KERNEL_MODULES = Key.optional(
                    "kernelModules",
                    new ListType<>(
                            "a list of kernel modules",
                            TextType.of(
                                    "a kernel module",
                                    "a name such as br_netfilter",
                                    "[A-Za-z0-9][A-Za-z0-9_-]{0,63}")),
                    "Kernel modules to load at boot.")
            .orElse(List.of(), "none");

    private SystemSchema() {}

    /** The host may have newer zones than Java, and Java has some where the host has none. */
    private static String timeZone(String text) throws InvalidValueException {
        var known = new TreeSet<>(ZoneId.getAvailableZoneIds());
        if (known.contains(text) || Files.isRegularFile(ZONES.resolve(text))) {
            return text;
        }
        throw new InvalidValueException(
                "there is no time zone " + text,
                Suggestions.to(text, known)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("timedatectl list-timezones lists all names"));
    }

    private static String address(String text) throws InvalidValueException {
        try {
            // Never asks a name server.
            InetAddress.ofLiteral(text);
            return text;
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException("'" + text + "' is not a numeric address");
        }
    }

    static SystemSettings settings(ParsedMapping v) {
        return new SystemSettings(v.find(TIMEZONE), v.find(LOCALE), v.get(DNS), v.get(SYSCTL), v.get(KERNEL_MODULES));
    }
}
