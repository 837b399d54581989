package org.kubeos.kbimg.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.kubeos.kbimg.config.PxeConfig.DiskRule;
import org.kubeos.kbimg.config.PxeConfig.OnFailure;
import org.kubeos.kbimg.config.Source.Repositories;
import org.kubeos.yamlschema.ChoiceType;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.ListType;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;

/** The section {@code pxe}. */
final class PxeSchema {

    private static final Key<String> URL =
            Key.required("url", PxeScalarTypes.URL, "URL that machines download `kubeos.tar` from.");
    private static final Key<Path> CA = Key.optional(
            "ca",
            CertificateFile.TYPE,
            "CA certificates for an https server in `url`, instead of those that the distribution trusts.");
    private static final Key<DiskRule> DISK = Key.required(
            "disk",
            PxeScalarTypes.DISK,
            "Disk to install to: a path, the `only` disk, or the `smallest` disk. The last two can be limited"
                    + " to disks `over` a size, or with a `serial` number or `model` that matches a shell"
                    + " pattern. Removable disks, such as USB sticks, are ignored.");
    private static final Key<Boolean> WIPE = Key.optional(
                    "wipe",
                    SourceSchema.YES_OR_NO,
                    "Whether to overwrite existing data. If not, a disk that holds anything but an earlier"
                            + " KubeOS is rejected.")
            .orElse(false, "false");
    private static final Key<Boolean> KEEP_PERSIST = Key.optional(
                    "keepPersist", SourceSchema.YES_OR_NO, "Whether to keep PERSIST of an earlier KubeOS unchanged.")
            .orElse(false, "false");
    private static final Key<OnFailure> ON_FAILURE = Key.optional(
                    "onFailure",
                    ChoiceType.of(
                            "a failure action",
                            Arrays.asList(OnFailure.values()),
                            end -> end.name().toLowerCase(Locale.ROOT),
                            Map.of("restart", "reboot", "halt", "poweroff")),
                    "What a machine does if the installation fails. `reboot` waits for a minute. `shell` opens"
                            + " a root shell without a password.")
            .orElse(OnFailure.REBOOT, "reboot");
    private static final Key<PxeConfig.Network> NETWORK =
            Key.optional("network", PxeNetworkSchema.TYPE, "Network configuration for the installation.");
    private static final Key<Repositories> REPOSITORY = Key.optional(
            "repository",
            SourceSchema.REPOSITORIES,
            "Package repositories for the installer, as for `source.repository`. Default: those of `source`, or"
                    + " `host` if `source` has none.");
    private static final Key<List<String>> PACKAGES = Key.optional(
                    "packages",
                    new ListType<>("a list of package names", ScalarTypes.PACKAGE),
                    "Additional packages for the installer, such as network card firmware.")
            .orElse(List.of(), "none");

    private static final List<Key<?>> KEYS =
            List.of(URL, CA, DISK, WIPE, KEEP_PERSIST, ON_FAILURE, NETWORK, REPOSITORY, PACKAGES);

    static final MappingType<PxeConfig> TYPE = new MappingType<>(KEYS, PxeSchema::check, PxeSchema::pxe);

    private PxeSchema() {}

    private static void check(ParsedMapping values) {
        if (values.isGiven(CA)
                && values.find(URL).filter(url -> !url.startsWith("https:")).isPresent()) {
            values.report(CA, "only https servers have certificates, and pxe.url doesn't start with https");
        }
        checkServer(values);
    }

    /** Checks that the machines can reach the URL. */
    private static void checkServer(ParsedMapping values) {
        Optional<String> host = values.find(URL).map(url -> URI.create(url).getHost());
        Optional<PxeConfig.StaticAddress> address = values.find(NETWORK).flatMap(PxeConfig.Network::address);
        if (host.isEmpty() || address.isEmpty()) {
            return;
        }
        if (!Ipv4Address.looksLike(host.get())) {
            if (address.get().dns().isEmpty()) {
                values.report(URL, "without pxe.network.dns, the machines can't resolve the name " + host.get());
            }
        } else if (address.get().gateway().isEmpty()
                && !Ipv4Address.parse(host.get())
                        .isInNetworkOf(address.get().address(), address.get().prefixLength())) {
            values.report(URL, host.get() + " is in another network, and pxe.network.gateway is not set");
        }
    }

    private static PxeConfig pxe(ParsedMapping values) {
        return new PxeConfig(
                values.get(URL),
                values.find(CA),
                values.get(DISK),
                values.get(WIPE),
                values.get(KEEP_PERSIST),
                values.get(ON_FAILURE),
                values.get(NETWORK),
                values.find(REPOSITORY),
                values.get(PACKAGES));
    }
}
