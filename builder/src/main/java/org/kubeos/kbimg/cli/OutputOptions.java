package org.kubeos.kbimg.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option for the output directory. */
final class OutputOptions {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            defaultValue = "out",
            description = "Directory for the outputs, and for an upgrade image if the config names no destination for"
                    + " it. Default: ${DEFAULT-VALUE}")
    private Path directory = Path.of("out");

    Path directory() {
        return directory;
    }
}
