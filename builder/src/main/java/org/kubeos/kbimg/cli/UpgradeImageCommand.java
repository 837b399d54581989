package org.kubeos.kbimg.cli;

import org.kubeos.kbimg.artifact.ArtifactKind;
import picocli.CommandLine.Command;

@Command(
        name = "upgrade-image",
        aliases = "upgrade-img",
        description = "Build the container image that nodes upgrade from, and deliver it to the config's destinations.")
final class UpgradeImageCommand extends CreateNodeCommand {

    UpgradeImageCommand(BuildService work, GlobalOptions globals, Terminal terminal) {
        super(ArtifactKind.UPGRADE_IMAGE, work, globals, terminal);
    }
}
