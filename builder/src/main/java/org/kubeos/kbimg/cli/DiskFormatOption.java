package org.kubeos.kbimg.cli;

import org.kubeos.kbimg.artifact.disk.DiskFormat;
import picocli.CommandLine.Option;

/** The option that chooses the format of a virtual machine's disk. */
final class DiskFormatOption {

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "qcow2",
            description = "Format of the disk: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private DiskFormat format = DiskFormat.QCOW2;

    DiskFormat value() {
        return format;
    }
}
