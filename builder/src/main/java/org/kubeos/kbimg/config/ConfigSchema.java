package org.kubeos.kbimg.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.kubeos.kbimg.config.ImageConfig.Grub;
import org.kubeos.kbimg.config.ImageConfig.Persist;
import org.kubeos.kbimg.config.ImageConfig.Root;
import org.kubeos.kbimg.config.schema.ChoiceType;
import org.kubeos.kbimg.config.schema.Key;
import org.kubeos.kbimg.config.schema.ListType;
import org.kubeos.kbimg.config.schema.MappingType;
import org.kubeos.kbimg.config.schema.Values;

/** Every key of a config, declared once: what reads configs, and what their reference page says. */
final class ConfigSchema {

    private static final int MAX_PACKAGES_BYTES = 1 << 20;

    private static final Key<String> VERSION = Key.required(
            "version",
            TextTypes.VERSION,
            "The OS version that nodes report. It is also fit to be the tag of an image.");
    private static final Key<Architecture> ARCHITECTURE = Key.optional(
                    "architecture",
                    ChoiceType.of(
                            "an architecture",
                            List.of(Architecture.values()),
                            Architecture::key,
                            Map.of("amd64", "x86_64", "x64", "x86_64", "arm64", "aarch64")),
                    "The processor of the nodes, by the kernel's name for it.")
            .orElse(Architecture.host(), "that of this machine");
    private static final Key<Firmware> FIRMWARE = Key.optional(
                    "firmware",
                    ChoiceType.of(
                            "a firmware",
                            List.of(Firmware.values()),
                            firmware -> firmware.name().toLowerCase(Locale.ROOT),
                            Map.of("efi", "uefi", "legacy", "bios")),
                    "What starts the boot loader.")
            .orElse(Firmware.UEFI, "uefi");
    private static final Key<Source> SOURCE =
            Key.required("source", SourceSchema.TYPE, "Where the root file system comes from: exactly one of these.");
    private static final Key<List<String>> PACKAGES = Key.optional(
                    "packages",
                    new ListType<>("a list of package names", TextTypes.PACKAGE),
                    "Packages beyond those that the distribution needs to boot, without what they only recommend; at most 1 MiB"
                            + " of names.")
            .orElse(List.of(), "none");
    private static final Key<Path> AGENT = Key.optional(
            "agent", TextTypes.file("a program"), "The os-agent binary, which is installed with its systemd unit.");

    private static final Key<String> ROOT_PASSWORD = Key.optional(
            "password",
            TextTypes.PASSWORD_HASH,
            "Hash of root's password, as `openssl passwd -6` prints it. Without one, root can't log in with a password.");
    private static final Key<Root> ROOT = Key.optional(
            "root", MappingType.of(List.of(ROOT_PASSWORD), v -> new Root(v.find(ROOT_PASSWORD))), "The account root.");

    private static final Key<String> HOSTNAME = Key.optional(
            "hostname",
            TextTypes.HOST_NAME,
            "The nodes' host name. Without one, it comes from DHCP or is the distribution's own.");

    private static final Key<String> CMDLINE = Key.optional(
                    "cmdline", TextTypes.KERNEL_PARAMETERS, "Kernel parameters added to those that the image needs.")
            .orElse("", "none");
    private static final Key<String> CONSOLE = Key.optional(
                    "console", TextTypes.CONSOLE, "The kernel's serial console, where one can log in too.")
            .orElse("ttyS0", "ttyS0");
    private static final Key<Grub> GRUB = Key.optional(
            "grub",
            MappingType.of(
                    List.of(CMDLINE, CONSOLE),
                    v -> new Grub(v.get(CMDLINE), Optional.of(v.get(CONSOLE)).filter(c -> !c.equals("none")))),
            "The boot loader.");

    private static final Key<DiskEntry> DISK = Key.optional("disk", DiskSchema.TYPE, "The disk of a machine.");

    private static final Key<Persist> PERSIST = Key.optional("persist", PersistSchema.TYPE, "What outlives upgrades.");

    private static final Key<Optional<Pxe>> PXE = Key.optional(
            "pxe",
            PxeSchema.TYPE,
            "How machines are installed from the network. The images of such a config have the distribution's kernel for"
                    + " physical machines.");

    private ConfigSchema() {}

    /** @param distributions names of the distribution profiles that there are */
    static MappingType<ImageConfig> of(List<String> distributions) {
        Key<String> distribution = Key.required(
                "distribution",
                ChoiceType.of("a distribution", distributions, name -> name, Map.of()),
                "What the image is made of.");
        return new MappingType<>(
                List.of(
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
                        PXE),
                ConfigSchema::check,
                v -> new ImageConfig(
                        v.get(VERSION),
                        v.get(distribution),
                        v.get(ARCHITECTURE),
                        v.get(FIRMWARE),
                        v.get(SOURCE),
                        v.get(PACKAGES),
                        v.find(AGENT),
                        v.get(ROOT),
                        v.find(HOSTNAME),
                        v.get(GRUB),
                        DiskPlan.of(v.get(DISK), v.get(FIRMWARE)).disk(),
                        v.get(PERSIST),
                        v.get(PXE)));
    }

    private static void check(Values values) {
        checkPackages(values);
        values.find(DISK).ifPresent(disk -> DiskRules.check(disk, values.find(FIRMWARE), values.find(PERSIST)));
    }

    private static void checkPackages(Values values) {
        List<String> packages = values.find(PACKAGES).orElse(List.of());
        long bytes = packages.stream().mapToLong(name -> name.length() + 1L).sum();
        if (bytes > MAX_PACKAGES_BYTES) {
            values.report(
                    PACKAGES, packages.size() + " names come to " + new DataSize(bytes) + ", above the limit of 1 MiB");
        }
    }
}
