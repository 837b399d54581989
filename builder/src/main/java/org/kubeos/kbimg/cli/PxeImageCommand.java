package org.kubeos.kbimg.cli;

import org.kubeos.kbimg.artifact.ArtifactKind;
import picocli.CommandLine.Command;

@Command(
        name = "pxe-image",
        aliases = "pxe-img",
        description = "Build everything for installation over the network: kernel, installer, and root file system.")
final class PxeImageCommand extends CreateNodeCommand {

    PxeImageCommand(BuildService work, GlobalOptions globals, Terminal terminal) {
        super(ArtifactKind.PXE_IMAGE, work, globals, terminal);
    }
}
