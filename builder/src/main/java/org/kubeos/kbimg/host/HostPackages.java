package org.kubeos.kbimg.host;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kubeos.kbimg.HostException;
import org.kubeos.nodelayout.OsRelease;
import org.kubeos.process.Command;
import org.kubeos.process.CurrentUser;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.ProcessRunner;

/**
 * The build host's own packages: what its family of distributions calls them, and how they are installed. Everywhere else in
 * kbimg, a package of the host has its name in Debian.
 */
public enum HostPackages {
    /** Debian, Ubuntu and derivatives. Also stands for families that kbimg doesn't know. */
    DEBIAN(Set.of("debian", "ubuntu"), Set.of(), Map.of()),

    /** openEuler and derivatives. */
    OPENEULER(
            Set.of("openEuler"),
            Set.of("apt", "qemu-user-static"),
            Map.of(
                    "docker.io", "docker-engine",
                    "gpg", "gnupg2",
                    "iproute2", "iproute",
                    "openssh-client", "openssh-clients",
                    "ovmf", "edk2-ovmf",
                    "qemu-system-x86", "qemu",
                    "uidmap", "shadow")),

    /** Fedora and derivatives. */
    FEDORA(
            Set.of("fedora"),
            Set.of(),
            Map.of(
                    "docker.io", "moby-engine",
                    "gpg", "gnupg2",
                    "iproute2", "iproute",
                    "openssh-client", "openssh-clients",
                    "ovmf", "edk2-ovmf",
                    "uidmap", "shadow-utils")),

    /** Red Hat Enterprise Linux, CentOS Stream and derivatives, without EPEL. Their QEMU can't start our images. */
    RED_HAT(
            Set.of("rhel", "centos"),
            Set.of("apt", "docker.io", "dpkg", "qemu-system-x86", "qemu-user-static"),
            Map.of(
                    "gpg", "gnupg2",
                    "iproute2", "iproute",
                    "openssh-client", "openssh-clients",
                    "ovmf", "edk2-ovmf",
                    "uidmap", "shadow-utils"));

    private final Set<String> ids;
    private final Set<String> missing;
    private final Map<String, String> names;

    /**
     * @param ids what os-release calls these distributions
     * @param missing the packages that they don't have, by their names in Debian
     * @param names the packages that have another name in Debian, by that name
     */
    HostPackages(Set<String> ids, Set<String> missing, Map<String, String> names) {
        this.ids = ids;
        this.missing = missing;
        this.names = names;
    }

    /** Those of this machine. */
    public static HostPackages ofHost() {
        return of(OsRelease.ofHost());
    }

    /** Those of a distribution, by its own identifier or else by those that it derives from, the closest one first. */
    static HostPackages of(OsRelease host) {
        var ids = new ArrayList<String>();
        host.get(OsRelease.ID).ifPresent(ids::add);
        host.get(OsRelease.ID_LIKE).ifPresent(like -> ids.addAll(List.of(like.split("\\s+"))));
        return ids.stream()
                .flatMap(id -> Arrays.stream(values()).filter(family -> family.ids.contains(id)))
                .findFirst()
                .orElse(DEBIAN);
    }

    /**
     * What a package is called here.
     *
     * @param debianName its name in Debian
     * @return empty if there is no such package here
     */
    public Optional<String> find(String debianName) {
        return missing.contains(debianName)
                ? Optional.empty()
                : Optional.of(names.getOrDefault(debianName, debianName));
    }

    /** The command by which a person installs packages. */
    String installCommand(List<String> packages) {
        String command = switch (this) {
            case DEBIAN -> "apt-get install ";
            case OPENEULER, FEDORA, RED_HAT -> "dnf install ";
        };
        return command + String.join(" ", packages);
    }

    /**
     * Installs packages on this host, by their names here.
     *
     * @throws HostException if that fails, or kbimg isn't run by root
     */
    public void install(List<String> packages, ProcessRunner runner) throws IOException {
        if (!CurrentUser.isRoot()) {
            throw new HostException(
                    "Only root can install packages on this machine. As root, run: " + installCommand(packages));
        }
        List<String> refused = refresh(runner);
        try {
            runner.run(installation(packages));
        } catch (ProcessFailedException e) {
            var lines = new ArrayList<>(refused);
            lines.addAll(e.lastLines());
            throw new HostException("Can't install the packages:\n" + String.join("\n", lines), e);
        }
    }

    /** The command by which kbimg installs packages; nobody answers its questions. */
    Command installation(List<String> packages) {
        Command command = switch (this) {
            // A fresh machine is often still busy with its first updates.
            case DEBIAN ->
                Command.of("apt-get", "install", "--yes", "--no-install-recommends")
                        .plus(List.of("-o", "DPkg::Lock::Timeout=120", "--"))
                        .with("DEBIAN_FRONTEND", "noninteractive");
            case OPENEULER, FEDORA, RED_HAT ->
                Command.of("dnf", "install", "-y", "--setopt=install_weak_deps=False", "--");
        };
        return command.plus(packages);
    }

    /**
     * Takes a look at what apt's repositories hold now: a fresh machine has not looked yet. dnf does so by itself.
     *
     * @return what went wrong, if anything: one broken repository among others need not hold what is wanted
     */
    private List<String> refresh(ProcessRunner runner) throws IOException {
        if (this != DEBIAN) {
            return List.of();
        }
        try {
            runner.run(Command.of("apt-get", "update"));
            return List.of();
        } catch (ProcessFailedException e) {
            return e.lastLines();
        }
    }
}
