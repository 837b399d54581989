package org.kubeos.kbimg.customize;

import java.util.Optional;
import org.kubeos.kbimg.customize.tree.FileTree;

/** Files that a distribution's installer writes and none of its packages has; what is there stays as it is. */
final class InstallationFiles {

    private static final String HOSTS = "etc/hosts";

    /** By this, kbimg knows its own file again when it gives a root file system another host name. */
    private static final String HOSTS_HEAD = "# hosts(5), by kbimg\n";

    // 127.0.1.1 is what Debian's installer gives a host whose address is not known to be permanent.
    private static final String OWN_NAME = "127.0.1.1 ";

    private static final String HOSTS_IPV6 = """
            ::1 localhost ip6-localhost ip6-loopback
            ff02::1 ip6-allnodes
            ff02::2 ip6-allrouters
            """;

    private static final String NSSWITCH_TEXT = """
            passwd: files
            group: files
            shadow: files
            gshadow: files
            hosts: files dns
            networks: files
            protocols: files
            services: files
            """;

    private static final String UTC = "usr/share/zoneinfo/Etc/UTC";

    /** The locale of no language that knows UTF-8; it is part of the C library's package. */
    private static final String LOCALE = "C.UTF-8";

    private static final String LOCALE_FILES = "usr/lib/locale/C.utf8";

    private final FileTree tree;

    InstallationFiles(FileTree tree) {
        this.tree = tree;
    }

    /** @param hostname the node's name, if the image gives it one */
    void write(Optional<String> hostname) {
        writeHosts(hostname);
        writeIfAbsent("etc/nsswitch.conf", NSSWITCH_TEXT);
        if (tree.find("etc/mtab").isEmpty()) {
            tree.link("etc/mtab", "../proc/self/mounts");
        }
        if (tree.find("etc/localtime").isEmpty() && tree.exists(UTC)) {
            tree.link("etc/localtime", "../" + UTC);
        }
        writeLocale();
    }

    private void writeLocale() {
        String text = tree.exists(LOCALE_FILES) ? "LANG=" + LOCALE + "\n" : "";
        if (!text.isEmpty()) {
            writeIfAbsent("etc/locale.conf", text);
        }
        // Debian's PAM looks there, and complains at every login if there is no file.
        if (tree.exists("etc/default") || tree.exists("etc/pam.d/login")) {
            writeIfAbsent("etc/default/locale", text);
        }
    }

    private void writeHosts(Optional<String> hostname) {
        boolean foreign = tree.find(HOSTS)
                .filter(_ -> !tree.readText(HOSTS).orElse("").startsWith(HOSTS_HEAD))
                .isPresent();
        if (!foreign) {
            String own =
                    hostname.map(name -> OWN_NAME + name + alias(name) + "\n").orElse("");
            tree.writeText(HOSTS, HOSTS_HEAD + "127.0.0.1 localhost\n" + own + HOSTS_IPV6);
        }
    }

    /** The first label of a name with a domain. */
    private static String alias(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? "" : " " + name.substring(0, dot);
    }

    /** An empty file counts as absent: so far, it says nothing. */
    private void writeIfAbsent(String path, String text) {
        if (tree.find(path).isEmpty()
                || tree.findText(path).filter(String::isEmpty).isPresent()) {
            tree.writeText(path, text);
        }
    }
}
