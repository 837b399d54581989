package org.kubeos.kbimg.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.kbimg.config.Ipv4Address.NotAMaskException;
import org.kubeos.kbimg.config.PxeConfig.DiskRule;
import org.kubeos.kbimg.config.PxeConfig.DiskRule.ByPath;
import org.kubeos.kbimg.config.PxeConfig.DiskRule.ByProperties;
import org.kubeos.yamlschema.InvalidValueException;
import org.kubeos.yamlschema.TextType;

/** The types of scalar values in the section {@code pxe}. */
final class PxeScalarTypes {

    /**
     * curl takes braces, brackets, and backslashes for patterns, so a URL is limited to characters that need no
     * escaping.
     */
    static final TextType<String> URL = TextType.parsed(
            "a URL",
            "http or https, without a user, a query, or spaces",
            "https?://(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\\d{1,5})?/[A-Za-z0-9._~%/+@:=,-]+",
            (text, _) -> url(text));

    // Serial numbers and models as udev has them, with the patterns of case in sh.
    private static final Pattern RULE = Pattern.compile("(?<pick>only|smallest)(?: over (?<over>\\d{1,9} ?[MGT]iB))?"
            + "(?: serial (?<serial>[A-Za-z0-9._:*?+-]+))?(?: model (?<model>[A-Za-z0-9._:*?+-]+))?");

    private static final String PATH = "/dev/(?!.*\\.\\.)[A-Za-z0-9._:+@=,/-]{1,200}";

    static final TextType<DiskRule> DISK = TextType.parsed(
            "a disk",
            "a path such as /dev/sda or /dev/disk/by-id/…; only; or, for example, smallest over 200GiB model Samsung*",
            PATH + "|" + RULE.pattern().replaceAll("\\?<\\w+>", ""),
            (text, _) -> disk(text));

    // IFNAMSIZ of the kernel; a MAC address has its colons.
    static final TextType<String> INTERFACE = TextType.of(
            "a network interface",
            "a name of at most 15 letters, digits, and ._- such as enp1s0, or a MAC address",
            "(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}|[A-Za-z0-9][A-Za-z0-9._-]{0,14}");

    static final TextType<Ipv4Address> IPV4 = TextType.parsed(
            "an IPv4 address",
            "four numbers from 0 to 255, separated by dots",
            "[\\d.]{7,15}",
            (text, _) -> ipv4(text));

    /** @param prefixLength empty if the mask is given separately */
    record Address(Ipv4Address ip, Optional<Integer> prefixLength) {}

    static final TextType<Address> ADDRESS = TextType.parsed(
            "an IPv4 address",
            "such as 192.168.1.10/24",
            "[\\d.]{7,15}(?:/(?:[1-9]|[12]\\d|3[01]))?",
            (text, _) -> address(text));

    static final TextType<Integer> NETMASK =
            TextType.parsed("a network mask", "such as 255.255.255.0", "[\\d.]{7,15}", (text, _) -> netmask(text));

    private PxeScalarTypes() {}

    private static String url(String text) throws InvalidValueException {
        String authority = text.split("/")[2];
        String host = authority.split(":")[0];
        if (Ipv4Address.looksLike(host)) {
            ipv4(host);
        }
        int colon = authority.indexOf(':');
        if (colon > 0 && portIsWrong(authority.substring(colon + 1))) {
            throw new InvalidValueException("the port of " + text + " is not between 1 and 65535");
        }
        return text;
    }

    private static boolean portIsWrong(String port) {
        int number = Integer.parseInt(port);
        return number < 1 || number > 65_535;
    }

    private static DiskRule disk(String text) throws InvalidValueException {
        Matcher rule = RULE.matcher(text);
        if (!rule.matches()) {
            return new ByPath(text);
        }
        DataSize over = new DataSize(0);
        if (rule.group("over") != null) {
            try {
                over = DataSize.parse(rule.group("over"));
            } catch (IllegalArgumentException e) {
                throw new InvalidValueException(rule.group("over") + " is too large");
            }
        }
        return new ByProperties(
                text,
                rule.group("pick").equals("smallest"),
                over,
                Optional.ofNullable(rule.group("serial")).orElse("*"),
                Optional.ofNullable(rule.group("model")).orElse("*"));
    }

    private static Ipv4Address ipv4(String text) throws InvalidValueException {
        try {
            return Ipv4Address.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException(text + " is not an IPv4 address");
        }
    }

    private static Address address(String text) throws InvalidValueException {
        String[] parts = text.split("/");
        return new Address(
                ipv4(parts[0]), parts.length == 1 ? Optional.empty() : Optional.of(Integer.parseInt(parts[1])));
    }

    private static int netmask(String text) throws InvalidValueException {
        try {
            int length = ipv4(text).prefixLength();
            if (length >= 1 && length <= 31) {
                return length;
            }
        } catch (NotAMaskException e) {
            throw new InvalidValueException(
                    text + " is not a network mask: in binary, all ones must come before all zeros");
        }
        throw new InvalidValueException(text + " is not the mask of a network with other machines");
    }
}
