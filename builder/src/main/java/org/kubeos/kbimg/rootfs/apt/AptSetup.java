package org.kubeos.kbimg.rootfs.apt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.kubeos.kbimg.distro.DistributionProfile.Port;
import org.kubeos.kbimg.host.Fingerprint;
import org.kubeos.process.CurrentUser;

/**
 * apt's complete setup: what to install, and from where.
 *
 * @param avoid packages that are not to be chosen
 */
record AptSetup(AptSources sources, AptSettings settings, List<String> avoid, Port port) {

    private static final String SETTINGS = "etc/apt/apt.conf.d";
    static final String SOURCES_FILE = "repositories.sources";
    private static final String SOURCES = "etc/apt/sources.list.d";
    static final String PREFERENCES = "etc/apt/preferences.d";
    static final String LISTS = "var/lib/apt/lists";
    static final String CACHES = "var/cache/apt";
    static final String ARCHIVES = CACHES + "/archives";

    /** As the settings name them. */
    private static final List<String> HOST_FILES =
            List.of("/etc/apt/trusted.gpg", "/etc/apt/trusted.gpg.d", "/etc/apt/auth.conf", "/etc/apt/auth.conf.d");

    private static final String STATUS = "var/lib/dpkg/status";

    /** The same for an installation of what is downloaded already: without passwords, for foreign code can read it. */
    AptSetup offline() {
        return new AptSetup(new AptSources(List.of(FlatSource.ofArchives())), AptSettings.offline(), avoid, port);
    }

    /** Equal for equal set-ups, and fit for a file name. */
    String identity() {
        return Fingerprint.of(sources.text(), settings.text(), avoid.toString(), port.name())
                .substring(0, 16);
    }

    /**
     * All that apt has to read on the build host, besides its own programs and the system's certificates: what the sources
     * and settings name, the keys that it trusts, the passwords for servers. Any may be missing or a symbolic link.
     */
    SortedSet<Path> localPaths() {
        var paths = new TreeSet<Path>(sources.localPaths());
        paths.addAll(settings.localPaths());
        HOST_FILES.forEach(file -> paths.add(Path.of(file)));
        return paths;
    }

    /** Makes apt's files in a root directory where nothing is installed yet. */
    void writeInto(Path root) throws IOException {
        for (String directory : List.of(SETTINGS, SOURCES, LISTS, ARCHIVES)) {
            Files.createDirectories(root.resolve(directory));
        }
        writePreferencesInto(root);
        Files.writeString(root.resolve(SOURCES).resolve(SOURCES_FILE), sources.text());
        Path status = root.resolve(STATUS);
        Files.createDirectories(status.getParent());
        Files.writeString(status, "");
    }

    void writePreferencesInto(Path root) throws IOException {
        Path directory = Files.createDirectories(root.resolve(PREFERENCES));
        if (!avoid.isEmpty()) {
            Files.writeString(
                    directory.resolve("kbimg"),
                    "Package: " + String.join(" ", avoid) + "\nPin: release *\nPin-Priority: -1\n");
        }
    }

    /** Text of the file that APT_CONFIG names when apt is to work on a root directory from outside. */
    String configurationFor(Path root) {
        // By default, apt takes itself for essential.
        return settings.text()
                + """
                Dir "%1$s";
                Dir::State::status "%1$s/%2$s";
                Dir::Cache::srcpkgcache "";
                Dir::Etc::main "/dev/null";
                Dir::Etc::parts "/dev/null";
                Dpkg::Use-Pty "false";
                Dir::Etc::trusted "/etc/apt/trusted.gpg";
                Dir::Etc::trustedparts "/etc/apt/trusted.gpg.d";
                APT::Architecture "%3$s";
                APT::Architectures {"%3$s";};
                pkgCacheGen::ForceEssential ",";
                Acquire::ForceHash "SHA256";
                %4$s""".formatted(
                        root, STATUS, port.name(), CurrentUser.isRoot() ? "" : "APT::Sandbox::User \"root\";\n");
    }
}
