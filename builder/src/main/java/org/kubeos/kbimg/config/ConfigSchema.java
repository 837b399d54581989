package org.kubeos.kbimg.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.kubeos.kbimg.config.ImageConfig.Grub;
import org.kubeos.kbimg.config.ImageConfig.Persist;
import org.kubeos.kbimg.config.node.NodeSchema;
import org.kubeos.kbimg.config.node.Password;
import org.kubeos.kbimg.config.node.PasswordSchema;
import org.kubeos.kbimg.config.node.PreloadedImagesSchema;
import org.kubeos.kbimg.config.node.User;
import org.kubeos.kbimg.config.node.UsersSchema;
import org.kubeos.yamlschema.ChoiceType;
import org.kubeos.yamlschema.HostFiles;
import org.kubeos.yamlschema.InvalidValueException;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.ListType;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;
import org.kubeos.yamlschema.TextType;

/** Every key of a config, declared once for the reader, the reference page, and the JSON Schema. */
final class ConfigSchema {

    private static final int MAX_PACKAGES_BYTES = 1 << 20;

    // The reader removes this key from every file, so if it is still there, it comes from the command line.
    private static final Key<String> EXTENDS = Key.optional(
            ConfigLayers.KEY,
            TextType.<String>parsed("a config", "the path of a config", "(?s).*", (_, _) -> {
                throw new InvalidValueException("only a file can extend another");
            }),
            "A base config, which this file is merged over. Its relative paths start from its own directory.");
    private static final Key<String> VERSION =
            Key.required("version", ScalarTypes.VERSION, "OS version that nodes report. Must be a valid image tag.");
    private static final Key<Architecture> ARCHITECTURE = Key.optional(
                    "architecture",
                    ChoiceType.of(
                            "an architecture",
                            List.of(Architecture.values()),
                            Architecture::key,
                            Map.of("amd64", "x86_64", "x64", "x86_64", "arm64", "aarch64")),
                    "CPU architecture of the nodes.")
            .orElse(Architecture.host(), "that of this machine");
    private static final Key<Firmware> FIRMWARE = Key.optional(
                    "firmware",
                    ChoiceType.of(
                            "a firmware",
                            List.of(Firmware.values()),
                            firmware -> firmware.name().toLowerCase(Locale.ROOT),
                            Map.of("efi", "uefi", "legacy", "bios")),
                    "Firmware that the nodes start from.")
            .orElse(Firmware.UEFI, "uefi");
    private static final Key<SourceSchema.Entry> SOURCE = Key.required(
            "source",
            SourceSchema.TYPE,
            "Source of the root file system: exactly one of `repository`, `archive`, and `image`.");
    private static final Key<List<String>> PACKAGES = Key.optional(
                    "packages",
                    new ListType<>("a list of package names", ScalarTypes.PACKAGE),
                    "Packages to install besides those that the distribution needs to boot. Recommended"
                            + " packages are not installed. At most 1 MiB of names.")
            .orElse(List.of(), "none");
    private static final Key<Agent> AGENT = Key.optional(
            "agent",
            TextType.parsed("an agent", "none, or the path of a program", "(?s).+", ConfigSchema::agent),
            "The agent that upgrades and configures the node: the path of a program for one that isn't that of"
                    + " KubeOS, or `none`. If omitted, it is that of KubeOS, unless a source that is an archive or"
                    + " an image already has another one.");

    private static final Key<User.Access> ROOT = Key.optional("root", UsersSchema.ROOT, "The root account.");

    private static final Key<String> HOSTNAME = Key.optional(
            "hostname",
            ScalarTypes.HOST_NAME,
            "Host name of the nodes. If omitted, it comes from DHCP or is the distribution's default.");

    private static final Key<String> CMDLINE = Key.optional(
                    "cmdline", ScalarTypes.KERNEL_PARAMETERS, "Kernel parameters to add to those that the image needs.")
            .orElse("", "none");
    private static final Key<String> CONSOLE = Key.optional(
                    "console", ScalarTypes.CONSOLE, "The kernel's serial console, which also has a login prompt.")
            .orElse("ttyS0", "ttyS0");
    private static final Key<Password> GRUB_PASSWORD = Key.optional(
            "password",
            PasswordSchema.GRUB,
            "Password for editing the boot menu, with the user name `root`. Starting an entry doesn't require"
                    + " it. Preferably a hash, as printed by `grub-mkpasswd-pbkdf2`. Plain text, `{env: NAME}`,"
                    + " and `{file: PATH}` work as for accounts.");
    private static final Key<Grub> GRUB = Key.optional(
            "grub",
            MappingType.of(
                    List.of(GRUB_PASSWORD, CMDLINE, CONSOLE),
                    v -> new Grub(
                            v.get(CMDLINE),
                            Optional.of(v.get(CONSOLE)).filter(c -> !c.equals("none")),
                            v.find(GRUB_PASSWORD))),
            "The boot loader.");

    private static final Key<DiskSpec> DISK = Key.optional("disk", DiskSchema.TYPE, "The nodes' disk.");

    private static final Key<Persist> PERSIST =
            Key.optional("persist", PersistSchema.TYPE, "State kept across upgrades.");

    private static final Key<PxeConfig> PXE = Key.optional(
            "pxe",
            PxeSchema.TYPE,
            "Installation over the network. Images made from such a config have the distribution's kernel for"
                    + " physical machines.");

    private ConfigSchema() {}

    /** @param distributions names of all distribution profiles */
    static MappingType<ImageConfig> of(List<String> distributions) {
        Key<String> distribution = Key.required(
                "distribution",
                ChoiceType.of("a distribution", distributions, name -> name, Map.of()),
                "Base distribution.");
        List<Key<?>> keys = new ArrayList<>(List.of(
                EXTENDS,
                VERSION,
                distribution,
                ARCHITECTURE,
                FIRMWARE,
                SOURCE,
                PACKAGES,
                AGENT,
                ROOT,
                HOSTNAME,
                GRUB,
                DISK,
                PERSIST,
                PXE));
        keys.addAll(NodeSchema.KEYS);
        keys.addAll(List.of(
                ContainerImagesSchema.UPGRADE_IMAGE, ContainerImagesSchema.ADMIN_IMAGE, RegistriesSchema.REGISTRIES));
        keys.addAll(List.of(SigningSchema.SIGNING, TrustSchema.TRUST));
        return new MappingType<>(
                keys,
                ConfigSchema::check,
                v -> new ImageConfig(
                        v.get(VERSION),
                        v.get(distribution),
                        v.get(ARCHITECTURE),
                        v.get(FIRMWARE),
                        v.get(SOURCE).source(),
                        v.get(SOURCE).limits(),
                        v.get(PACKAGES),
                        v.find(AGENT).orElse(Agent.KUBEOS),
                        v.get(ROOT),
                        v.find(HOSTNAME),
                        v.get(GRUB),
                        DiskPlan.of(v.get(DISK), v.get(FIRMWARE)).disk(),
                        v.get(PERSIST),
                        v.find(PXE),
                        ContainerImagesSchema.images(v),
                        NodeSchema.config(v),
                        new SignatureConfig(v.find(SigningSchema.SIGNING), TrustSchema.trust(v))));
    }

    private static Agent agent(String text, Path directory) throws InvalidValueException {
        return text.equals("none") ? Agent.NONE : new Agent.Program(HostFiles.existing(text, directory));
    }

    private static void check(ParsedMapping values) {
        checkPackages(values);
        RegistriesSchema.checkHosts(values);
        NodeSchema.check(values, TrustSchema.trust(values).isPresent());
        values.find(SOURCE)
                .ifPresent(
                        entry -> ImageSourceSchema.check(SOURCE, entry.source(), TrustSchema.mayTrust(values), values));
        values.find(ARCHITECTURE)
                .ifPresent(architecture -> PreloadedImagesSchema.check(values, architecture.platform()));
        values.find(DISK).ifPresent(disk -> DiskValidator.check(disk, values.find(FIRMWARE), values.find(PERSIST)));
        if (values.isGiven(PXE)) {
            values.find(GRUB).ifPresent(grub -> checkIpxe(grub, values));
        }
    }

    private static void checkIpxe(Grub grub, ParsedMapping values) {
        try {
            KernelCommandLine.parse(grub.cmdline()).toIpxe();
        } catch (IllegalArgumentException e) {
            values.report(GRUB, e.getMessage() + ". Change grub.cmdline, or remove the section pxe");
        }
    }

    private static void checkPackages(ParsedMapping values) {
        List<String> packages = values.find(PACKAGES).orElse(List.of());
        long bytes = packages.stream().mapToLong(name -> name.length() + 1L).sum();
        if (bytes > MAX_PACKAGES_BYTES) {
            values.report(
                    PACKAGES,
                    packages.size() + " names add up to " + new DataSize(bytes) + ", more than the"
                            + " limit of 1 MiB");
        }
    }
}
