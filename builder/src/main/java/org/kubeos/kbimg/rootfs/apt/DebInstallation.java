package org.kubeos.kbimg.rootfs.apt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.host.BundledResource;
import org.kubeos.kbimg.host.sandbox.BuildSandboxes;
import org.kubeos.kbimg.host.sandbox.Sandbox;
import org.kubeos.kbimg.rootfs.packages.InstallProgress;
import org.kubeos.kbimg.rootfs.packages.ResolvedPackages;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.Progress;

/**
 * The installation of Debian packages in a root that has apt's files, lists and archives, and nothing else. The essential
 * packages are unpacked by the host's tools, since packages may rely on them from the start; then the root's own dpkg
 * installs them, and apt has it install the others in the order that their dependencies ask for.
 *
 * @see <a href="https://www.debian.org/doc/debian-policy/ch-binary.html#essential-packages">Debian Policy, 3.8</a>
 */
final class DebInstallation {

    private static final String UNPACK = "unpack.sh";
    private static final String FINISH = "finish.sh";

    private final AptSetup setup;
    private final ResolvedPackages<DebPackage> debs;
    private final boolean exact;
    private final Path root;
    private final BuildSandboxes sandboxes;
    private final Sandbox sandbox;
    private final InstallProgress count;

    /** @param exact whether to make sure first that apt would install these packages for their names, and no others */
    DebInstallation(
            AptSetup setup,
            ResolvedPackages<DebPackage> debs,
            boolean exact,
            Path root,
            BuildSandboxes sandboxes,
            Progress progress) {
        this.setup = setup;
        this.debs = debs;
        this.exact = exact;
        this.root = root;
        this.sandboxes = sandboxes;
        // INITRD: Debian's kernel package would build an initramfs of its own.
        this.sandbox = sandboxes
                .foreign()
                .with("DEBIAN_FRONTEND", "noninteractive")
                .with("DEBCONF_NONINTERACTIVE_SEEN", "true")
                .with("INITRD", "No");
        this.count = new InstallProgress("Setting up ", debs.files().size(), progress);
    }

    /** @param work directory for what the package manager is told */
    void run(Path work) throws IOException {
        writeConfiguration();
        Path configuration = Files.writeString(work.resolve("install.conf"), setup.configurationFor(root));
        sandboxes.files().adopt(root);
        try {
            if (exact) {
                requireExactly(chosenOfLocked(configuration));
            }
            List<DebPackage> essential = chosen(configuration, List.of());
            sandbox.writable(root)
                    .run(script(UNPACK, essential.stream().map(DebPackage::file).toList()));
            sandbox.in(root).run(dpkg(essential), count);
            sandbox.readable(List.of(configuration)).beside(root).run(apt(configuration), count);
            sandbox.writable(root).run(script(FINISH, List.of()));
        } catch (ProcessFailedException e) {
            throw new BuildException(AptMessages.explain(e.lastLines()), e);
        }
    }

    private List<DebPackage> chosenOfLocked(Path configuration) throws IOException, ProcessFailedException {
        try {
            return chosen(configuration, names());
        } catch (ProcessFailedException e) {
            throw new BuildException(
                    "The locked packages can't be installed for the config's names: one is missing, or has another"
                            + " version. Lock the packages again with 'kbimg lock --update'. apt says:\n"
                            + String.join("\n", whyNot(configuration)),
                    e);
        }
    }

    /** Less quiet, apt tells which dependencies are unmet. */
    private List<String> whyNot(Path configuration) throws IOException {
        try {
            asking(configuration).run(question(configuration, "-q", names()));
            return List.of();
        } catch (ProcessFailedException e) {
            return AptMessages.reasons(e.lastLines());
        }
    }

    private Sandbox asking(Path configuration) {
        return sandbox.readable(List.of(configuration)).writable(root);
    }

    private static Command question(Path configuration, String quiet, List<String> names) {
        // Apt does not tell of archives that it has.
        return AptIndex.question(List.of("-o", "Dir::Cache::archives=" + AptSetup.CACHES), quiet, names)
                .with("APT_CONFIG", configuration.toString());
    }

    /** The packages that apt would choose among those that are here, with the essential ones. */
    private List<DebPackage> chosen(Path configuration, List<String> names) throws IOException, ProcessFailedException {
        return asking(configuration).capture(question(configuration, "-qq", names)).stream()
                .filter(DebPackage::isUriLine)
                .map(DebPackage::ofUriLine)
                .toList();
    }

    private void requireExactly(List<DebPackage> chosen) {
        var names = new TreeSet<String>();
        chosen.forEach(deb -> names.add(deb.file()));
        var locked = new TreeSet<String>();
        debs.files().forEach(deb -> locked.add(deb.file()));
        if (!names.equals(locked)) {
            var extra = new TreeSet<>(locked);
            extra.removeAll(names);
            names.removeAll(locked);
            throw new BuildException("The locked packages are not those that apt installs for the config's names."
                    + list(" Locked, but not needed, or by another name: ", extra)
                    + list(" Needed: ", names)
                    + " Lock the packages again with 'kbimg lock --update'.");
        }
    }

    private static String list(String title, Set<String> files) {
        return files.isEmpty() ? "" : title + String.join(", ", files) + ".";
    }

    /** Names and versions alone: the list of these packages knows of no suites. */
    private List<String> names() {
        return debs.names().stream().map(name -> name.replaceFirst("/.*", "")).toList();
    }

    private void writeConfiguration() throws IOException {
        // The tree is archived and thrown away: no need to wait for the disk.
        Files.writeString(
                Files.createDirectories(root.resolve("etc/dpkg/dpkg.cfg.d")).resolve("99kbimg"), "force-unsafe-io\n");
        Files.writeString(root.resolve("etc/fstab"), "# No file systems are configured.\n");
        // Debian Policy gives it this mode; the host's umask may not.
        Files.setAttribute(Files.createDirectories(root.resolve("tmp")), "unix:mode", 01777);
    }

    private Command script(String name, List<String> arguments) {
        return Command.of("sh", "-c", BundledResource.text(DebInstallation.class, name), name, root.toString())
                .plus(arguments);
    }

    /** Dependencies are met when all of them are installed; their order is not dpkg's business. */
    private static Command dpkg(List<DebPackage> essential) {
        return Command.of("dpkg", "--install", "--force-depends")
                .plus(essential.stream()
                        .map(deb -> "/" + AptSetup.ARCHIVES + "/" + deb.file())
                        .toList());
    }

    /** The root's own settings for apt are not read: packages bring them, and the host's apt would run what they say. */
    private Command apt(Path configuration) {
        var command = new ArrayList<>(List.of("apt-get", "install", "--yes", "--no-download"));
        command.addAll(List.of("-o", "DPkg::Chroot-Directory=" + root, "--"));
        command.addAll(names());
        return Command.of(command).with("APT_CONFIG", configuration.toString());
    }
}
