package org.kubeos.kbimg.rootfs.apt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.kubeos.kbimg.distro.DistributionProfile.Port;
import org.kubeos.kbimg.host.CurrentUser;
import org.kubeos.kbimg.rootfs.Fingerprint;

/**
 * All that tells apt what to install from where.
 *
 * @param settings text of an apt.conf
 * @param avoid packages that are not to be chosen
 */
record AptSetup(AptSources sources, String settings, List<String> avoid, Port port) {

    static final String SETTINGS = "etc/apt/apt.conf.d";
    static final String SOURCES = "etc/apt/sources.list.d";
    static final String PREFERENCES = "etc/apt/preferences.d";
    static final String LISTS = "var/lib/apt/lists";
    static final String CACHES = "var/cache/apt";
    static final String ARCHIVES = CACHES + "/archives";
    static final String STATUS = "var/lib/dpkg/status";

    /** Equal for equal set-ups, and fit for a file name. */
    String identity() {
        return Fingerprint.of(sources.files().toString(), settings, avoid.toString(), port.name())
                .substring(0, 16);
    }

    /** Makes apt's files in a root directory where nothing is installed yet. */
    void writeInto(Path root) throws IOException {
        for (String directory : List.of(SETTINGS, SOURCES, LISTS, ARCHIVES)) {
            Files.createDirectories(root.resolve(directory));
        }
        writePreferencesInto(root);
        for (Map.Entry<String, String> file : sources.files().entrySet()) {
            Files.writeString(root.resolve(SOURCES).resolve(file.getKey()), file.getValue());
        }
        Path status = root.resolve(STATUS);
        Files.createDirectories(status.getParent());
        Files.writeString(status, "");
    }

    java.util.SortedSet<Path> localPaths() {
        var paths = new java.util.TreeSet<Path>();
        var matcher = java.util.regex.Pattern.compile("(?:(?<=copy:)|(?<=[= ]))/[^\\s\\]]+")
                .matcher(String.join("\n", sources.files().values())
                        + settings.replace("\"/", " /").replace("\";", " "));
        while (matcher.find()) {
            paths.add(Path.of(matcher.group()));
        }
        return paths;
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
        // As in the root that mmdebstrap installs, apt itself is not essential.
        return settings
                + """
                Dir "%1$s";
                Dir::State::status "%1$s/%2$s";
                Dir::Cache::srcpkgcache "";
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
