package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option for the output directory, and the report of the results. */
final class OutputOptions {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            defaultValue = "out",
            description = "Directory for the outputs. Default: ${DEFAULT-VALUE}")
    private Path directory = Path.of("out");

    Path directory() {
        return directory;
    }

    void report(String artifact, String version, List<Path> files, GlobalOptions globals, Terminal terminal)
            throws IOException {
        if (globals.json()) {
            var listed = new ArrayList<Map<String, Object>>();
            for (Path file : files) {
                listed.add(JsonOutput.object("path", file.toString(), "bytes", Files.size(file)));
            }
            JsonOutput.print(
                    terminal.out(), JsonOutput.object("artifact", artifact, "version", version, "files", listed));
        } else {
            files.forEach(terminal.out()::println);
        }
    }
}
