package org.kubeos.kbimg.cli;

import org.kubeos.kbimg.artifact.disk.DiskFormat;
import org.kubeos.kbimg.artifact.plan.ArtifactKind;
import picocli.CommandLine.Mixin;

/** The plan of the artifact that has a disk, whose format can be chosen. */
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
