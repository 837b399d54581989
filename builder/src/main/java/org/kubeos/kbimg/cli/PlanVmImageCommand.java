package org.kubeos.kbimg.cli;

import org.kubeos.kbimg.artifact.ArtifactKind;
import org.kubeos.kbimg.artifact.disk.DiskFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The plan of a disk, whose format is chosen on the command line. */
@Command(description = PlanArtifactCommand.DESCRIPTION)
final class PlanVmImageCommand extends PlanArtifactCommand {

    @Mixin
    private final DiskFormatOption format = new DiskFormatOption();

    PlanVmImageCommand(BuildService work, GlobalOptions globals, Terminal terminal) {
        super(ArtifactKind.VM_IMAGE, work, globals, terminal);
    }

    @Override
    DiskFormat format() {
        return format.value();
    }
}
