package org.kubeos.kbimg.customize;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.Directory;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.diskimage.tree.FileNode.SymbolicLink;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.Agent;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.kbimg.customize.units.UnitEnabler;
import org.kubeos.kbimg.host.BundledResource;
import org.kubeos.nodelayout.AgentFiles;

/** The os-agent: the service on every node that carries out upgrades. */
final class AgentInstaller {

    private static final String SERVICE = "os-agent.service";

    private static final String BOOT = "os-agent-boot.service";

    private static final String TIMER = "os-agent-deadline.timer";

    private static final List<String> UNITS =
            List.of("os-agent.socket", SERVICE, BOOT, TIMER, "os-agent-deadline.service");

    /** How much later than the checks the timer restarts the node, in seconds. */
    private static final long MARGIN = 60;

    private static final String FOREIGN_UNIT = """
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

    private final FileTree tree;
    private final UnitEnabler units;

    /** Directories and files that are the agent's alone. */
    private static final List<String> FILES = List.of(
            AgentFiles.RUNTIME,
            AgentFiles.PROGRAM,
            AgentFiles.COMMAND,
            AgentFiles.CONFIGURATION,
            AgentFiles.REGISTRIES,
            AgentFiles.REQUIRED_CHECKS);

    AgentInstaller(FileTree tree) {
        this.tree = tree;
        this.units = new UnitEnabler(tree);
    }

    /**
     * Does what the config says, in place of what an earlier config said. Somebody else's agent in an archive stays if the
     * config names no other one.
     *
     * @param runtime opened when it is needed; it must stay open as long as the tree is read. Empty: the program itself is
     *     beside the point
     */
    void apply(ImageConfig config, Optional<Supplier<AgentRuntime>> runtime) {
        boolean ours = tree.find(AgentFiles.RUNTIME).isPresent();
        if (ours && !config.agent().equals(Agent.KUBEOS)) {
            remove();
        }
        switch (config.agent()) {
            case Agent.None _ -> {}
            case Agent.Program(Path file) -> installForeign(file);
            case Agent.KubeOs _ -> {
                if (ours || !config.source().isMadeBefore() || !tree.exists(AgentFiles.PROGRAM)) {
                    AgentRuntime.checkArchitecture(config);
                    List<FileNode> before = files();
                    runtime.ifPresent(source -> source.get().nodes().forEach(this::put));
                    installUnits(config);
                    new AgentSettings(tree).write(config);
                    removeLeftovers(before);
                }
            }
        }
    }

    /** With the time of everything that is edited. */
    private void put(FileNode node) {
        FileMetadata metadata = FileMetadata.ofRoot(node.metadata().mode() & 07777, tree.editTime());
        switch (node) {
            case Directory directory -> {
                if (tree.find(directory.path()).isEmpty()) {
                    tree.put(new Directory(directory.path(), metadata));
                }
            }
            case RegularFile file -> tree.put(new RegularFile(file.path(), metadata, file.content()));
            case SymbolicLink link -> tree.put(new SymbolicLink(link.path(), metadata, link.target()));
            default -> throw new IllegalStateException("kbimg's own agent has the file " + node.path());
        }
    }

    private void installUnits(ImageConfig config) {
        long seconds = config.node().health().deadline().toSeconds() + MARGIN;
        for (String unit : UNITS) {
            String text = BundledResource.text(AgentInstaller.class, "agent/" + unit);
            tree.writeText(NodeDefaults.UNITS + unit, text.replace("@SECONDS@", Long.toString(seconds)));
        }
        List.of(SERVICE, BOOT, TIMER).forEach(units::enableIfPresent);
    }

    private void installForeign(Path binary) {
        try {
            tree.writeFile(AgentFiles.PROGRAM, 0755, FileContent.of(binary));
        } catch (IOException e) {
            throw new BuildException("Can't read the agent binary " + binary + ": " + e.getMessage(), e);
        }
        tree.writeText(NodeDefaults.UNITS + SERVICE, FOREIGN_UNIT);
        units.enableIfPresent(SERVICE);
    }

    /** What is in the directories that are the agent's alone. */
    private List<FileNode> files() {
        return tree.nodes().stream()
                .filter(node -> FILES.stream()
                        .anyMatch(own -> node.path().equals(own) || node.path().startsWith(own + "/")))
                .toList();
    }

    /** Files are replaced where they are, so that the same agent again gives the same archive. */
    private void removeLeftovers(List<FileNode> before) {
        Set<FileNode> now = Collections.newSetFromMap(new IdentityHashMap<>());
        now.addAll(tree.nodes());
        for (FileNode node : before.reversed()) {
            boolean leftOver = node instanceof Directory
                    ? tree.nodes().stream().noneMatch(other -> other.path().startsWith(node.path() + "/"))
                    : now.contains(node);
            if (leftOver) {
                tree.remove(node.path());
            }
        }
    }

    private void remove() {
        UNITS.forEach(unit -> {
            units.disableIfPresent(unit);
            tree.remove(NodeDefaults.UNITS + unit);
        });
        FILES.forEach(tree::remove);
    }
}
