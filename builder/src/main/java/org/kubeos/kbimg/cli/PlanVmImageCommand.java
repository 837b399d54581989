package org.kubeos.kbimg.cli;

import org.kubeos.kbimg.artifact.ArtifactKind;
import org.kubeos.kbimg.artifact.disk.DiskFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The plan of a disk, whose format is chosen on the command line. */
@Command(description = PlanArtifactCommand.DESCRIPTION)
final class PlanVmImageCommand extends PlanArtifactCommand {

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "qcow2",
            description = "Format of the disk, as for create vm-image. Default: ${DEFAULT-VALUE}")
    private DiskFormat format = DiskFormat.QCOW2;

    PlanVmImageCommand(BuildService work, GlobalOptions globals, Terminal terminal) {
        super(ArtifactKind.VM_IMAGE, work, globals, terminal);
    }

    @Override
    DiskFormat format() {
        return format;
    }
}
