package org.kubeos.kbimg.customize;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.node.SystemSettings;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.yamlschema.Suggestions;

/** Time zone, locale, kernel settings and modules, each in the file that systemd reads. */
final class SystemFiles {

    private static final String ZONES = "usr/share/zoneinfo/";
    private static final String SYSCTL = "etc/sysctl.d/90-kubeos.conf";
    private static final String MODULES = "etc/modules-load.d/kubeos.conf";
    private static final Pattern MODULE_FILE = Pattern.compile("([^/]+)\\.ko(?:\\.(?:xz|gz|zst))?");

    private final FileTree tree;

    SystemFiles(FileTree tree) {
        this.tree = tree;
    }

    void write(SystemSettings settings) {
        settings.timezone().ifPresent(this::setTimezone);
        settings.locale().ifPresent(this::setLocale);
        setSysctl(settings.sysctl());
        setModules(settings.kernelModules());
    }

    private void setTimezone(String zone) {
        if (!tree.exists(ZONES + zone)) {
            Set<String> zones = below(ZONES);
            throw missing("timezone", "time zone " + zone, zone, zones, "tzdata");
        }
        tree.link("etc/localtime", "../" + ZONES + zone);
        if (tree.exists("etc/timezone")) {
            tree.writeText("etc/timezone", zone + "\n"); // Debian's own, which some programs read
        }
    }

    private void setLocale(String locale) {
        String name = normal(locale);
        boolean builtIn = name.equals("C") || name.equals("POSIX");
        Set<String> installed = below("usr/lib/locale/").stream()
                .map(path -> path.split("/")[0])
                .collect(Collectors.toCollection(TreeSet::new));
        // What is in an archive of locales can't be told without the C library's help.
        if (!builtIn
                && !installed.contains("locale-archive")
                && installed.stream().map(SystemFiles::normal).noneMatch(name::equals)) {
            throw missing("locale", "locale " + locale, locale, installed, "locales-all or glibc-all-langpacks");
        }
        tree.writeText("etc/locale.conf", "LANG=" + locale + "\n");
        if (tree.exists("etc/default")) {
            tree.writeText("etc/default/locale", "LANG=" + locale + "\n"); // where Debian's PAM looks
        }
    }

    /** The C library takes UTF-8, utf8 and UTF8 for the same. */
    private static String normal(String locale) {
        int dot = locale.indexOf('.');
        return dot < 0
                ? locale
                : locale.substring(0, dot + 1)
                        + locale.substring(dot + 1).replace("-", "").toLowerCase(Locale.ROOT);
    }

    private void setSysctl(Map<String, String> settings) {
        if (!settings.isEmpty()) {
            tree.writeText(
                    SYSCTL,
                    settings.entrySet().stream()
                            .map(setting -> setting.getKey() + " = " + setting.getValue() + "\n")
                            .collect(Collectors.joining()));
        }
    }

    private void setModules(List<String> modules) {
        if (modules.isEmpty()) {
            return;
        }
        Set<String> known = modulesOfKernel();
        for (String module : modules) {
            if (!known.contains(module.replace('-', '_'))) {
                throw missing("kernelModules", "kernel module " + module, module, known, "a kernel package");
            }
        }
        tree.writeText(MODULES, String.join("\n", modules) + "\n");
    }

    /** As files and built in; the kernel takes a hyphen in a name for an underscore. */
    private Set<String> modulesOfKernel() {
        Set<String> names = new TreeSet<>();
        for (String path : below("usr/lib/modules/")) {
            Matcher file = MODULE_FILE.matcher(FilePath.name(path));
            if (file.matches()) {
                names.add(file.group(1).replace('-', '_'));
            }
            if (FilePath.name(path).equals("modules.builtin")) {
                tree.readText("usr/lib/modules/" + path).stream()
                        .flatMap(String::lines)
                        .forEach(line -> {
                            Matcher builtIn = MODULE_FILE.matcher(FilePath.name(line));
                            if (builtIn.matches()) {
                                names.add(builtIn.group(1).replace('-', '_'));
                            }
                        });
            }
        }
        return names;
    }

    /** The paths below a directory, relative to it. */
    private Set<String> below(String directory) {
        return tree.nodes().stream()
                .map(FileNode::path)
                .filter(path -> path.startsWith(directory))
                .map(path -> path.substring(directory.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static UsageException missing(String key, String what, String name, Set<String> known, String packages) {
        String near = Suggestions.to(name, known)
                .map(word -> " (did you mean " + word + "?)")
                .orElse("");
        return new UsageException(key + ": the root file system has no " + what + near
                + "; check the spelling, or add the package that provides it (" + packages + ")");
    }
}
