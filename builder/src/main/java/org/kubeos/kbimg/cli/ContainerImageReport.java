package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import org.kubeos.kbimg.artifact.container.BuiltImage;
import org.kubeos.kbimg.artifact.output.Manifest.MadeImage;

/** Prints the result of building a container image: where it is, its digest, and the files. */
final class ContainerImageReport {

    private ContainerImageReport() {}

    static void print(String artifact, String version, BuiltImage built, boolean json, Terminal terminal)
            throws IOException {
        if (!json) {
            built.places().stream().map(MadeImage::name).forEach(terminal.out()::println);
            built.files().forEach(terminal.out()::println);
            terminal.out().println(built.digest());
            return;
        }
        var files = new ArrayList<Map<String, Object>>();
        for (Path file : built.files()) {
            files.add(JsonOutput.object("path", file.toString(), "bytes", Files.size(file)));
        }
        JsonOutput.print(
                terminal.out(),
                JsonOutput.object(
                        "artifact", artifact,
                        "version", version,
                        "digest", built.digest().toString(),
                        "images", built.places().stream().map(MadeImage::name).toList(),
                        "files", files));
    }
}
