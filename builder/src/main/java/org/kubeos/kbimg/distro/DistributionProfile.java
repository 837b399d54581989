package org.kubeos.kbimg.distro;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.Architecture;
import org.kubeos.kbimg.config.Firmware;
import org.kubeos.kbimg.config.MachineType;
import org.kubeos.nodelayout.OsRelease;

/**
 * How one distribution is installed and booted: data, read from a resource that is named after the distribution.
 *
 * @param id the distribution's ID in its os-release file
 * @param packageManager its package manager
 * @param suite release for repositories that name none
 * @param packageDatabase directory of the package manager's list of what is installed, relative to the root
 * @param efiDirectory directory in {@code EFI} on BOOT that holds GRUB's configuration and environment; agents rely on it
 * @param packages what every image needs
 * @param replaceable packages of the profile that are left out if the config names one of those that each maps to
 * @param avoid packages that are not installed as an alternative in a dependency
 * @param architectures by {@link Architecture#key()}
 */
public record DistributionProfile(
        String name,
        String id,
        PackageManager packageManager,
        String suite,
        String packageDatabase,
        String efiDirectory,
        List<String> packages,
        Map<String, List<String>> replaceable,
        List<String> avoid,
        Map<String, Port> architectures,
        Initramfs initramfs,
        Installer installer,
        Admin admin) {

    private static final List<String> NAMES = List.of("debian", "openeuler", "fedora", "centos-stream");

    /** What follows a package's name where a version, a release, or an architecture is asked for. */
    private static final String QUALIFIER = "(?:[:=/.].*|-[0-9].*)?";

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    /**
     * The distribution on one architecture.
     *
     * @param name the distribution's own name for the architecture
     * @param merged directories of the root that are links to their namesakes in /usr
     * @param packages what an image for this architecture needs besides
     * @param kernel the package with the kernel
     * @param firmware by the firmware's name in configs
     */
    public record Port(
            String name, List<String> merged, List<String> packages, Kernel kernel, Map<String, Boot> firmware) {}

    /**
     * @param virtual with the drivers that virtual machines need
     * @param physical with all drivers; it may be the same
     */
    public record Kernel(String virtual, String physical) {

        /** The kernel for a kind of machine. */
        public String on(MachineType machine) {
            return switch (machine) {
                case VIRTUAL -> virtual;
                case PHYSICAL -> physical;
            };
        }
    }

    /** @param packages what the installer consists of, beside a kernel and what the firmware needs */
    public record Installer(List<String> packages) {}

    /** The requirements of a firmware: packages, and a GRUB image for it. */
    public record Boot(List<String> packages, Grub grub) {}

    /**
     * @param program that makes GRUB's image, by the distribution's name for it
     * @param format GRUB's platform, which is also the name of the directory of its modules
     * @param file where it goes, relative to the root of BOOT: for UEFI, where the firmware looks for a boot loader
     */
    public record Grub(String program, String format, String file) {}

    /** @param packages what an administrator's container needs: an SSH server, and what enters namespaces */
    public record Admin(List<String> packages) {}

    /** @param options of dracut */
    public record Initramfs(List<String> options) {}

    /** Whether {@code system} is this distribution. */
    public boolean is(OsRelease system) {
        return system.get("ID").equals(Optional.of(id));
    }

    /** The names of all profiles. */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * The profile called {@code name}.
     *
     * @throws UsageException if there is none
     */
    public static DistributionProfile of(String name) {
        if (!NAMES.contains(name)) {
            throw new UsageException(
                    "distribution: there is no profile " + name + "; choose one of: " + String.join(", ", NAMES));
        }
        return MAPPER.convertValue(ProfileFile.read(name), DistributionProfile.class);
    }

    /**
     * The profile's data for an architecture.
     *
     * @throws UsageException if the distribution is not known to run on it
     */
    public Port on(Architecture architecture) {
        Port port = architectures.get(architecture.key());
        if (port == null) {
            throw new UsageException("architecture: the profile " + name + " doesn't support " + architecture.key());
        }
        return port;
    }

    /**
     * The profile's data for a firmware.
     *
     * @throws UsageException if the distribution is not known to start from it
     */
    public Boot on(Architecture architecture, Firmware firmware) {
        String key = firmware.name().toLowerCase(Locale.ROOT);
        Boot boot = on(architecture).firmware().get(key);
        if (boot == null) {
            throw new UsageException(
                    "firmware: the profile " + name + " doesn't support " + key + " on " + architecture.key());
        }
        return boot;
    }

    /** All packages that an image needs to boot, sorted. */
    public List<String> bootPackages(Architecture architecture, Firmware firmware, MachineType machine) {
        return sorted(packages, architecture, firmware, machine);
    }

    /** Whether a package of the profile gives way to one of those that a config asks for. */
    public boolean isReplaced(String name, List<String> asked) {
        return replaceable.getOrDefault(name, List.of()).stream()
                .map(other -> Pattern.compile(Pattern.quote(other) + QUALIFIER))
                .anyMatch(other -> asked.stream().anyMatch(other.asMatchPredicate()));
    }

    /** All packages that an installer for physical machines is made of, sorted. */
    public List<String> installerPackages(Architecture architecture, Firmware firmware) {
        return sorted(installer.packages(), architecture, firmware, MachineType.PHYSICAL);
    }

    private List<String> sorted(
            List<String> packages, Architecture architecture, Firmware firmware, MachineType machine) {
        var all = new ArrayList<>(packages);
        all.addAll(on(architecture).packages());
        all.add(on(architecture).kernel().on(machine));
        all.addAll(on(architecture, firmware).packages());
        return all.stream().sorted().distinct().toList();
    }
}
