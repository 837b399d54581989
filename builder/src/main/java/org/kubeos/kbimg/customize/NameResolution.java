package org.kubeos.kbimg.customize;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.diskimage.tree.FileNode.SymbolicLink;
import org.kubeos.kbimg.config.node.ServiceKind.Service;
import org.kubeos.kbimg.config.node.SystemSettings.Dns;
import org.kubeos.kbimg.customize.tree.FileTree;

/** Where programs find their name servers: {@code /etc/resolv.conf}, written by whoever knows them. */
final class NameResolution {

    private static final String RESOLV_CONF = "etc/resolv.conf";

    /** systemd-resolved.service(8), "/etc/resolv.conf". */
    private static final String STUB = "../run/systemd/resolve/stub-resolv.conf";

    private static final String OF_RESOLVED = "run/systemd/resolve/";

    private static final String RESOLVED = "etc/systemd/resolved.conf.d/50-kubeos.conf";

    /** NetworkManager.conf(5), "rc-manager": with a link to it, /etc need not be writable. */
    private static final String OF_NETWORK_MANAGER = "../run/NetworkManager/resolv.conf";

    private static final String NETWORK_MANAGER = "etc/NetworkManager/conf.d/50-kubeos-dns.conf";

    private final NodeServices services;
    private final FileTree tree;
    private final Consumer<String> warnings;

    NameResolution(NodeServices services, FileTree tree, Consumer<String> warnings) {
        this.services = services;
        this.tree = tree;
        this.warnings = warnings;
    }

    /** Takes the config's name servers, if it has any; else those that the node learns from its network. */
    void set(Dns dns) {
        boolean declared = !dns.servers().isEmpty() || !dns.search().isEmpty();
        if (services.run(Service.SYSTEMD_RESOLVED)) {
            if (declared) {
                tree.writeText(
                        RESOLVED,
                        "[Resolve]\n" + line("DNS=", dns.servers(), "\n") + line("Domains=", dns.search(), "\n"));
            }
            if (declared || !isFile()) {
                tree.link(RESOLV_CONF, STUB);
            }
        } else if (declared) {
            writeFile(dns);
        } else if (!isFile()) {
            leaveToNetworkManager();
        }
    }

    private boolean isFile() {
        return tree.find(RESOLV_CONF).filter(RegularFile.class::isInstance).isPresent();
    }

    private void writeFile(Dns dns) {
        tree.remove(RESOLV_CONF);
        tree.writeText(
                RESOLV_CONF,
                dns.servers().stream()
                                .map(server -> "nameserver " + server + "\n")
                                .collect(Collectors.joining())
                        + line("search ", dns.search(), "\n"));
        if (tree.exists("etc/NetworkManager")) {
            tree.writeText(NETWORK_MANAGER, "# The config's name servers are in /etc/resolv.conf.\n[main]\ndns=none\n");
        }
    }

    private void leaveToNetworkManager() {
        Optional<FileNode> there = tree.find(RESOLV_CONF);
        if (there.isPresent() && !leadsToResolved(there.get())) {
            return;
        }
        tree.remove(RESOLV_CONF);
        if (services.run(Service.SYSTEMD_NETWORKD)) {
            warnings.accept(
                    "the node can't look up names: systemd-networkd leaves that to systemd-resolved, which is not"
                            + " to run. Add the package systemd-resolved, don't disable it, or set dns.servers.");
        } else if (services.hasNetworkManager()) {
            tree.link(RESOLV_CONF, OF_NETWORK_MANAGER);
        }
    }

    private static boolean leadsToResolved(FileNode node) {
        return node instanceof SymbolicLink link && link.target().contains(OF_RESOLVED);
    }

    private static String line(String start, List<String> words, String end) {
        return words.isEmpty() ? "" : start + String.join(" ", words) + end;
    }
}
