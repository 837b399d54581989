package org.kubeos.kbimg.rootfs.dnf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.distro.DistributionProfile.Port;
import org.kubeos.kbimg.host.BundledResource;
import org.kubeos.kbimg.host.Fingerprint;
import org.kubeos.process.Command;
import org.kubeos.process.FilePermissions;

/** dnf's complete setup: what to install, and from where. */
record DnfSetup(DnfSources sources, DistributionProfile profile, Port port) {

    /** dnf's cache in the root that it works on. An absolute path in its configuration would turn up below the root. */
    static final String CACHE = "var/cache/dnf";

    private static final String CONFIGURATION = "dnf.conf";
    private static final String HOME = "home";
    private static final String PLUGINS = "plugins";
    private static final List<String> PLUGIN_FILES = List.of("kbimg_transaction.py", "kbimg_archives.py");

    /** Equal for equal set-ups, and fit for a file name. A changed key makes another one: dnf remembers keys. */
    String identity() throws IOException {
        var keys = new StringBuilder();
        for (Path key : sources.localKeys(variables())) {
            if (!Files.isReadable(key)) {
                throw new UsageException("source.repository: can't read the key " + key);
            }
            keys.append(Files.readString(key, StandardCharsets.ISO_8859_1));
        }
        return Fingerprint.of(sources.text(), keys.toString(), port.name(), profile.suite())
                .substring(0, 16);
    }

    /**
     * All that dnf has to read on the build host, besides its own programs and the system's certificates. Any may be
     * missing or a symbolic link.
     */
    SortedSet<Path> localPaths() {
        return sources.localPaths(variables());
    }

    /** Where a package may come from; empty if its URL can't be one of the repositories'. */
    Optional<PackageOrigin> origin(RpmPackage rpm) {
        return sources.origin(PackageOrigin.withoutUsers(rpm.url()), variables());
    }

    /**
     * Where a package of a lock file may come from.
     *
     * @throws UsageException if its URL can't be one of the repositories'
     */
    PackageOrigin requireOrigin(RpmPackage rpm) {
        return origin(rpm)
                .orElseThrow(() -> new UsageException("None of the config's repositories can have the locked package "
                        + rpm.id() + " at " + PackageOrigin.withoutUsers(rpm.url())
                        + ". If the repositories have changed, choose packages anew with: kbimg lock --update"));
    }

    /** The same for other repositories. */
    DnfSetup with(List<DnfRepository> repositories) {
        return new DnfSetup(new DnfSources(repositories, List.of()), profile, port);
    }

    /** Values of the variables in URLs. */
    Map<String, String> variables() {
        return Map.of("arch", port.name(), "basearch", port.name(), "releasever", profile.suite());
    }

    /** Makes dnf's configuration in a directory of kbimg's. */
    void writeInto(Path directory) throws IOException {
        Path plugins = FilePermissions.createWorldReadableDirectories(directory, Path.of(PLUGINS));
        Path home = FilePermissions.createWorldReadableDirectories(directory, Path.of(HOME));
        FilePermissions.writeWorldReadable(directory.resolve(CONFIGURATION), configuration(directory));
        for (String plugin : PLUGIN_FILES) {
            FilePermissions.writeWorldReadable(plugins.resolve(plugin), BundledResource.text(DnfSetup.class, plugin));
        }
        // Debian's rpm keeps its database in the home directory, everybody else's here.
        FilePermissions.writeWorldReadable(home.resolve(".rpmmacros"), "%_dbpath /" + profile.packageDatabase() + "\n");
    }

    private String configuration(Path directory) {
        return """
                [main]
                gpgcheck=1
                repo_gpgcheck=1
                install_weak_deps=0
                keepcache=1
                skip_if_unavailable=0
                plugins=1
                pluginpath=%1$s/plugins
                pluginconfpath=%1$s/none
                reposdir=%1$s/none
                varsdir=%1$s/none

                %2$s""".formatted(directory, sources.text());
    }

    /** rpm as dnf runs it on a root directory. */
    Command rpm(Path directory, Path root, String... arguments) {
        return Command.of("rpm", "--root=" + root)
                .plus(List.of(arguments))
                .with("HOME", directory.resolve(HOME).toString());
    }

    /**
     * dnf at work on a root directory.
     *
     * @param directory that {@link #writeInto} has filled
     */
    Command dnf(Path directory, Path root, String... arguments) {
        return Command.of(
                        "dnf",
                        "--config=" + directory.resolve(CONFIGURATION),
                        "--installroot=" + root,
                        "--releasever=" + profile.suite(),
                        "--forcearch=" + port.name())
                .plus(List.of(arguments))
                .with("HOME", directory.resolve(HOME).toString());
    }
}
