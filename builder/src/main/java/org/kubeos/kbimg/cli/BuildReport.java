package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import org.kubeos.kbimg.artifact.BuiltArtifacts;
import org.kubeos.kbimg.artifact.output.Manifest.MadeImage;

/** Prints the results of a build: the files; of a container image, where it is, and its digest. */
final class BuildReport {

    private BuildReport() {}

    static void print(String artifact, String version, BuiltArtifacts built, boolean json, Terminal terminal)
            throws IOException {
        if (!json) {
            built.image()
                    .ifPresent(image ->
                            image.places().stream().map(MadeImage::name).forEach(terminal.out()::println));
            built.files().forEach(terminal.out()::println);
            built.image().ifPresent(image -> terminal.out().println(image.digest()));
            return;
        }
        Map<String, Object> report = JsonOutput.object("artifact", artifact, "version", version);
        built.image().ifPresent(image -> {
            report.put("digest", image.digest().toString());
            report.put("images", image.places().stream().map(MadeImage::name).toList());
        });
        var files = new ArrayList<Map<String, Object>>();
        for (Path file : built.files()) {
            files.add(JsonOutput.object("path", file.toString(), "bytes", Files.size(file)));
        }
        report.put("files", files);
        JsonOutput.print(terminal.out(), report);
    }
}
