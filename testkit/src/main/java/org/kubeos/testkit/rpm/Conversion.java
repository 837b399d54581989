package org.kubeos.testkit.rpm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns Debian packages into specs of RPMs: names and dependencies translated, maintainer scripts left out. */
final class Conversion {

    /** They serve dpkg, or run only with perl. */
    private static final Pattern DROPPED = Pattern.compile(
            "adduser|apt|base-passwd|debconf|debian-archive-keyring|dpkg"
                    + "|gettext-base|gpgv|init-system-helpers|libapt-pkg.*|libdebconfclient0|linux-base"
                    + "|linux-image-(cloud-)?(amd64|arm64)|lsb-base|perl-base|polkitd|runit-helper|sensible-utils|ucf|usr-is-merged");

    private static final Pattern DROPPED_FILES = Pattern.compile(
            "/usr/share/(doc|doc-base|man|locale|info|lintian|bug|debconf|menu|perl5|reportbug|runit)(/.*)?"
                    + "|/etc/(init\\.d|rc.\\.d|cron\\..*|apt|dpkg|runit|sv|ufw)(/.*)?"
                    + "|/usr/lib/os-release|/etc/os-release|/proc|/sys");

    /** The names of RPM distributions for what Debian calls differently. */
    private static final Map<String, List<String>> NAMES = Map.ofEntries(
            Map.entry("bash", List.of("/bin/bash")),
            Map.entry("conntrack", List.of("conntrack-tools")),
            Map.entry("dash", List.of("/bin/sh")),
            Map.entry("grub-common", List.of("grub2-tools", "grub2-tools-minimal", "grub2-common")),
            Map.entry("grub-efi-amd64-bin", List.of("grub2-efi-x64", "grub2-efi-x64-modules")),
            Map.entry("grub-efi-arm64-bin", List.of("grub2-efi-aa64", "grub2-efi-aa64-modules")),
            Map.entry("grub-pc-bin", List.of("grub2-pc", "grub2-pc-modules")),
            Map.entry("iproute2", List.of("iproute")),
            Map.entry("iputils-ping", List.of("iputils")),
            Map.entry("libc6", List.of("glibc")),
            Map.entry("libpam-runtime", List.of("pam")),
            Map.entry("openssh-client", List.of("openssh-clients")),
            Map.entry("libpam-systemd", List.of("systemd-pam")),
            Map.entry("network-manager", List.of("NetworkManager")),
            Map.entry("passwd", List.of("shadow", "shadow-utils")),
            Map.entry("procps", List.of("procps-ng")),
            Map.entry("udev", List.of("systemd-udev")));

    /** In a package of its own, as openEuler has it since 22.03. */
    private static final String NETWORKD = "systemd-networkd";

    private static final Pattern NETWORKD_FILES = Pattern.compile("/usr/bin/networkctl"
            + "|/etc/systemd/networkd\\.conf"
            + "|/usr/lib/systemd/(system/)?systemd-networkd.*"
            + "|/usr/lib/systemd/network/.*\\.network"
            + "|/usr/share/dbus-1/system[^/]*/org\\.freedesktop\\.network1\\..*");

    private static final String KERNEL_PREFIX = "linux-image-";

    private static final Map<String, String> ARCHITECTURES =
            Map.of("all", "noarch", "amd64", "x86_64", "arm64", "aarch64");

    private final List<Deb> debs;
    private final Set<String> available;

    Conversion(List<Deb> all) {
        debs = all.stream()
                .filter(deb -> !DROPPED.matcher(deb.name()).matches())
                .toList();
        available = debs.stream()
                .flatMap(deb -> provides(deb).stream().map(Relation::name))
                .collect(Collectors.toCollection(HashSet::new));
        debs.forEach(deb -> available.add(deb.name()));
    }

    /** What is left of the packages. */
    List<Deb> packages() {
        return debs;
    }

    /** The package, and what the distribution would have split from it. */
    List<RpmSpec> convert(Deb deb, SystemFiles additions) {
        RpmSpec whole = convertWhole(deb, additions);
        if (!whole.name().equals("systemd")) {
            return List.of(whole);
        }
        var same = new Relation(whole.name(), Optional.of("="), whole.version().toString());
        return List.of(
                new RpmSpec(
                        whole.name(),
                        whole.version(),
                        whole.architecture(),
                        whole.summary(),
                        whole.sourcePackage(),
                        whole.provides(),
                        whole.requires(),
                        files(whole, false),
                        whole.postTransaction()),
                new RpmSpec(
                        NETWORKD,
                        whole.version(),
                        whole.architecture(),
                        whole.summary(),
                        whole.sourcePackage(),
                        List.of(),
                        List.of(same),
                        files(whole, true),
                        Optional.empty()));
    }

    private static List<RpmFile> files(RpmSpec systemd, boolean ofNetworkd) {
        return systemd.files().stream()
                .filter(file -> NETWORKD_FILES.matcher(file.path()).matches() == ofNetworkd)
                .toList();
    }

    private RpmSpec convertWhole(Deb deb, SystemFiles additions) {
        var files = new ArrayList<>(deb.files().stream()
                .filter(file -> !DROPPED_FILES.matcher(file.path()).matches())
                .filter(file -> !additions.isOwned(file.path()))
                .map(Conversion::withHelperRights)
                .map(Conversion::withOwnPlace)
                .toList());
        files.addAll(additions.of(deb.name()));
        String version = DebVersion.ofPackage(deb.field("Version")).toString();
        String source =
                deb.field("Source").isEmpty() ? deb.name() : deb.field("Source").split(" ")[0];
        return new RpmSpec(
                deb.name(),
                DebVersion.ofPackage(deb.field("Version")),
                ARCHITECTURES.getOrDefault(deb.field("Architecture"), "noarch"),
                deb.field("Description"),
                source + "-" + version.substring(version.indexOf(':') + 1),
                provides(deb),
                requires(deb),
                files,
                script(deb));
    }

    private static List<Relation> provides(Deb deb) {
        var provides = new ArrayList<Relation>();
        Relation.parse(deb.field("Provides")).forEach(provides::addAll);
        var names = new ArrayList<>(NAMES.getOrDefault(deb.name(), List.of()));
        if (isKernel(deb)) {
            names.add("kernel");
        }
        String version = DebVersion.ofPackage(deb.field("Version")).toString();
        names.forEach(name -> provides.add(new Relation(name, Optional.of("="), version)));
        return provides;
    }

    /** Of a choice, the first that there is; what there is not belongs to what was dropped. */
    private List<Relation> requires(Deb deb) {
        var requires = new ArrayList<Relation>();
        for (String field : List.of("Pre-Depends", "Depends")) {
            for (List<Relation> choice : Relation.parse(deb.field(field))) {
                choice.stream()
                        .filter(relation -> available.contains(relation.name()))
                        .findFirst()
                        .ifPresent(requires::add);
            }
        }
        return requires;
    }

    private static boolean isKernel(Deb deb) {
        return deb.name().startsWith(KERNEL_PREFIX);
    }

    private static Optional<String> script(Deb deb) {
        if (isKernel(deb)) {
            // The second command is kernel-install's, with dracut's plug-in for rescue.
            return Optional.of("""
                    depmod %1$s >/dev/null
                    cp /boot/vmlinuz-%1$s "/boot/vmlinuz-0-rescue-$(tr -d - </proc/sys/kernel/random/uuid)"
                    """.formatted(deb.name().substring(KERNEL_PREFIX.length())));
        }
        return deb.name().equals("systemd")
                ? Optional.of("systemd-sysusers\nsystemd-tmpfiles --create >/dev/null 2>&1 || :\n")
                : Optional.empty();
    }

    /** RPM distributions have the plugins of container networks where programs lie that only other programs start. */
    private static RpmFile withOwnPlace(RpmFile file) {
        return file.path().matches("/usr/lib/cni(/.*)?")
                ? new RpmFile(
                        file.path().replaceFirst("/usr/lib/", "/usr/libexec/"),
                        file.kind(),
                        file.mode(),
                        file.user(),
                        file.group(),
                        file.modified())
                : file;
    }

    /** Debian gives this helper its rights in a maintainer script. */
    private static RpmFile withHelperRights(RpmFile file) {
        return file.path().equals("/usr/lib/dbus-1.0/dbus-daemon-launch-helper")
                ? new RpmFile(file.path(), file.kind(), 04754, "root", "messagebus", file.modified())
                : file;
    }
}
