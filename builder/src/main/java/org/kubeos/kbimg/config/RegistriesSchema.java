package org.kubeos.kbimg.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kubeos.oci.registry.HostSettings;
import org.kubeos.oci.registry.HostSettings.ClientCertificate;
import org.kubeos.yamlschema.ChoiceType;
import org.kubeos.yamlschema.InvalidValueException;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.ListType;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;
import org.kubeos.yamlschema.TextType;

/** The list {@code registries}. */
final class RegistriesSchema {

    private static final TextType<String> REGISTRY = TextType.of(
            "a registry",
            "a host name or address, with the port if image names have one",
            "(?:[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*|\\[[0-9A-Fa-f:]+\\])(?::[0-9]{1,5})?");

    private static final Key<String> HOST =
            Key.required("host", REGISTRY, "The registry, as it appears in image names.");
    private static final Key<Path> CA = Key.optional(
            "ca",
            ScalarTypes.file("a certificate file"),
            "CA certificates (PEM) to trust for this registry in addition to the system's.");
    private static final Key<Path> CLIENT_CERTIFICATE =
            Key.optional("clientCertificate", ScalarTypes.file("a certificate file"), "Client certificate (PEM).");
    private static final Key<Path> CLIENT_KEY = Key.optional(
            "clientKey",
            ScalarTypes.file("a key file"),
            "Private key of the client certificate (PEM, without a passphrase).");
    private static final Key<Boolean> INSECURE = Key.optional(
                    "insecure",
                    ChoiceType.of(
                            "a boolean", List.of(true, false), String::valueOf, Map.of("yes", "true", "no", "false")),
                    "Whether to use plain HTTP, which anyone on the network path can read and change.")
            .orElse(false, "false");

    private static final Key<DataSize> MIN_RATE = Key.optional(
                    "minRate",
                    TextType.parsed(
                            "a rate",
                            "a whole number with B, KiB, or MiB, per second",
                            "\\d{1,9} ?([KM]i)?B",
                            RegistriesSchema::rate),
                    "Minimum transfer rate, averaged over a minute. Slower transfers are aborted.")
            .orElse(new DataSize(HostSettings.DEFAULT_MIN_RATE), "1KiB");

    private static final Key<List<String>> MIRRORS = Key.optional(
                    "mirrors",
                    new ListType<>("a list of registries", REGISTRY),
                    "Registries with the same images that a node asks first when it upgrades, in this order. kbimg"
                            + " itself doesn't ask them.")
            .orElse(List.of(), "none");

    record Entry(String host, HostSettings settings, List<String> mirrors) {

        Entry {
            mirrors = List.copyOf(mirrors);
        }
    }

    private static final MappingType<Entry> ENTRY = new MappingType<>(
            List.of(HOST, CA, CLIENT_CERTIFICATE, CLIENT_KEY, INSECURE, MIN_RATE, MIRRORS),
            RegistriesSchema::check,
            v -> new Entry(
                    v.get(HOST),
                    new HostSettings(
                            v.find(CA),
                            v.find(CLIENT_CERTIFICATE).map(c -> new ClientCertificate(c, v.get(CLIENT_KEY))),
                            v.get(INSECURE),
                            v.get(MIN_RATE).bytes()),
                    v.get(MIRRORS)));

    static final Key<List<Entry>> REGISTRIES = Key.optional(
                    "registries",
                    new ListType<>("a list of registries", ENTRY),
                    "Registries that need more than HTTPS with the system's CA certificates. Credentials come"
                            + " from `podman login` and `docker login`.")
            .orElse(List.of(), "none");

    private RegistriesSchema() {}

    private static DataSize rate(String text, Path directory) throws InvalidValueException {
        try {
            return text.matches("\\d+ ?B")
                    ? new DataSize(Long.parseLong(text.replaceAll("\\D", "")))
                    : DataSize.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException(text + " is too large");
        }
    }

    static Map<String, HostSettings> byHost(List<Entry> entries) {
        return entries.stream().collect(Collectors.toMap(Entry::host, Entry::settings));
    }

    /** The mirrors of the registries that have some. */
    static Map<String, List<String>> mirrors(List<Entry> entries) {
        return entries.stream()
                .filter(entry -> !entry.mirrors().isEmpty())
                .collect(Collectors.toMap(Entry::host, Entry::mirrors));
    }

    static void checkHosts(ParsedMapping values) {
        List<Entry> entries = values.find(REGISTRIES).orElse(List.of());
        values.requireDistinct(REGISTRIES, entries, "entry for", entry -> Stream.of(entry.host()));
    }

    private static void check(ParsedMapping values) {
        Optional<Key<Path>> alone = values.isGiven(CLIENT_CERTIFICATE) == values.isGiven(CLIENT_KEY)
                ? Optional.empty()
                : Optional.of(values.isGiven(CLIENT_KEY) ? CLIENT_KEY : CLIENT_CERTIFICATE);
        alone.ifPresent(key -> values.report(
                key, "clientCertificate and clientKey must be set together, and the other one is missing"));
        if (values.find(INSECURE).orElse(false) && (values.isGiven(CA) || values.isGiven(CLIENT_CERTIFICATE))) {
            values.report(INSECURE, "plain HTTP doesn't use certificates, but some are set");
        }
    }
}
