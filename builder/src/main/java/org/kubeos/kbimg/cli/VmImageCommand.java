package org.kubeos.kbimg.cli;

import org.kubeos.kbimg.artifact.ArtifactKind;
import picocli.CommandLine.Command;

@Command(
        name = "vm-image",
        aliases = "vm-img",
        description = "Build a virtual machine disk, its root file system archive, and an update image.")
final class VmImageCommand extends CreateNodeCommand {

    VmImageCommand(BuildService work, GlobalOptions globals, Terminal terminal) {
        super(ArtifactKind.VM_IMAGE, work, globals, terminal);
    }
}
