package org.kubeos.kbimg.rootfs.dnf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.kubeos.kbimg.rootfs.dnf.RepoFile.Option;
import org.kubeos.kbimg.rootfs.dnf.RepoFile.Section;
import org.kubeos.yamlschema.Suggestions;

/** Which options of a {@code .repo} file reach dnf: those that say where packages are and how to get there. */
final class RepoOptions {

    /** Those that name files of this machine. */
    static final Set<String> FILES = Set.of(
            "sslcacert",
            "sslclientcert",
            "sslclientkey",
            "proxy_sslcacert",
            "proxy_sslclientcert",
            "proxy_sslclientkey");

    private static final Set<String> FLAGS = Set.of(
            "enabled",
            "gpgcheck",
            "pkg_gpgcheck",
            "repo_gpgcheck",
            "sslverify",
            "sslverifystatus",
            "proxy_sslverify",
            "module_hotfixes",
            "fastestmirror");

    private static final Set<String> TEXTS = Set.of(
            "name",
            "baseurl",
            "mirrorlist",
            "metalink",
            "gpgkey",
            "priority",
            "cost",
            "exclude",
            "excludepkgs",
            "includepkgs",
            "username",
            "password",
            "proxy",
            "proxy_username",
            "proxy_password",
            "proxy_auth_method",
            "ip_resolve",
            "timeout",
            "retries",
            "minrate",
            "bandwidth",
            "throttle",
            "max_parallel_downloads",
            "max_downloads_per_mirror",
            "user_agent");

    /**
     * Those of published files that make no difference to a build, or are not theirs to decide: a repository that can't
     * be
     * read is an error, metadata is always asked for, and kbimg has a cache of its own.
     */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "autorefresh",
            "cachedir",
            "check_config_file_age",
            "countme",
            "deltarpm",
            "deltarpm_percentage",
            "enabled_metadata",
            "enablegroups",
            "failovermethod",
            "gpgcakey",
            "http_caching",
            "keepalive",
            "keepcache",
            "keeppackages",
            "mdpolicy",
            "mediaid",
            "metadata_expire",
            "metadata_expire_filter",
            "mirrorlist_expire",
            "path",
            "protect",
            "protected_packages",
            "retry",
            "skip_if_unavailable",
            "type",
            "ui_repoid_vars");

    private RepoOptions() {}

    /** The values that reach dnf, by name. */
    static Map<String, String> accepted(Section section) {
        var accepted = new LinkedHashMap<String, String>();
        section.options().forEach((name, option) -> {
            if (FLAGS.contains(name)) {
                accepted.put(name, option.isTrue() ? "1" : "0");
            } else if (FILES.contains(name) && !option.value().isEmpty()) {
                accepted.put(name, readable(option, section));
            } else if (TEXTS.contains(name)) {
                accepted.put(name, option.value());
            }
        });
        return accepted;
    }

    private static String readable(Option option, Section section) {
        String file = option.value();
        if (!file.startsWith("/") || !Files.isReadable(Path.of(file))) {
            throw option.line()
                    .error("the repository " + section.id() + " has " + option.name() + "=" + file
                            + ", which is not the absolute path of a readable file.");
        }
        return file;
    }

    /** Warnings about options that are ignored. */
    static List<String> warnings(Section section) {
        var known = new ArrayList<String>();
        Stream.of(FLAGS, FILES, TEXTS, WITHOUT_EFFECT).forEach(known::addAll);
        return section.options().values().stream()
                .filter(Predicate.not(option -> known.contains(option.name())))
                .map(option -> option.line().file() + ":" + option.line().number() + ": " + option.name()
                        + " is not an option that kbimg passes to dnf, and is ignored"
                        + Suggestions.to(option.name(), known)
                                .map(near -> " (did you mean " + near + "?)")
                                .orElse("")
                        + ".")
                .toList();
    }
}
