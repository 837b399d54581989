package org.kubeos.kbimg.customize;

import java.util.List;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.kbimg.customize.units.UnitEnabler;

/** Files and settings that every node needs in addition to its packages, whatever the config says. */
final class NodeDefaults {

    /** Named to come after files that a user adds, of which the first that matches a link counts. */
    private static final String NETWORK = "usr/lib/systemd/network/89-kubeos-ethernet.network";

    private static final String NETWORK_TEXT = """
            # Every wired interface that no other file configures.
            [Match]
            Type=ether
            Kind=!*

            [Network]
            DHCP=yes
            """;

    /** The directory of the image's own units. */
    static final String UNITS = "usr/lib/systemd/system/";

    private static final String HOST_KEYS = "kubeos-ssh-host-keys.service";

    private static final String HOST_KEYS_TEXT = """
            [Unit]
            Description=Make this node's own SSH host keys
            Before=ssh.service sshd.service

            [Service]
            Type=oneshot
            ExecStart=/usr/bin/ssh-keygen -A

            [Install]
            WantedBy=multi-user.target
            """;

    /** Units that look after an installation that is changed in place, or after file systems that this one has not. */
    private static final List<String> POINTLESS = List.of(
            "timers.target.wants/apt-daily.timer",
            "timers.target.wants/apt-daily-upgrade.timer",
            "timers.target.wants/dpkg-db-backup.timer",
            "timers.target.wants/e2scrub_all.timer",
            "multi-user.target.wants/e2scrub_reap.service");

    private NodeDefaults() {}

    static void apply(String prettyName, FileTree tree) {
        var units = new UnitEnabler(tree);
        tree.writeText("etc/issue", prettyName + " \\n \\l\n\n");
        tree.writeText("etc/issue.net", prettyName + "\n");
        POINTLESS.forEach(unit -> tree.remove("etc/systemd/system/" + unit));
        if (tree.exists("usr/lib/systemd/systemd-networkd")) {
            tree.writeText(NETWORK, NETWORK_TEXT);
        }
        // An image must not give all nodes the same keys, so stage one has removed them.
        if (tree.exists("usr/bin/ssh-keygen") && tree.exists("usr/sbin/sshd")) {
            tree.writeText(UNITS + HOST_KEYS, HOST_KEYS_TEXT);
            units.enableIfPresent(HOST_KEYS);
        }
    }
}
