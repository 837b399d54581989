package org.kubeos.kbimg.customize;

import java.io.IOException;
import java.nio.file.Path;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.kbimg.customize.units.UnitEnabler;

/** The os-agent: KubeOS's service on every node that carries out upgrades. */
final class AgentInstaller {

    private static final String BINARY = "usr/bin/os-agent";

    private static final String UNIT = "os-agent.service";

    private static final String UNIT_TEXT = """
            [Unit]
            Description=Agent that upgrades and configures this KubeOS node
            After=network-online.target
            Wants=network-online.target

            [Service]
            ExecStart=/usr/bin/os-agent
            Restart=always
            RestartSec=5

            [Install]
            WantedBy=multi-user.target
            """;

    private AgentInstaller() {}

    static void install(Path binary, FileTree tree) {
        try {
            tree.writeFile(BINARY, 0755, FileContent.of(binary));
        } catch (IOException e) {
            throw new BuildException("Can't read the agent binary " + binary + ": " + e.getMessage(), e);
        }
        tree.writeText(NodeDefaults.UNITS + UNIT, UNIT_TEXT);
        new UnitEnabler(tree).enableIfPresent(UNIT);
    }
}
