package org.kubeos.testkit.rpm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.kubeos.testkit.Tool;

/** Fetches Debian packages with everything that they depend on, from the repositories of this machine. */
final class DebDownload {

    private final Path directory;

    /** @param directory keeps what was downloaded */
    DebDownload(Path directory) {
        this.directory = directory;
    }

    /** The archives of these packages and of what they need on an empty system. */
    List<Path> fetch(List<String> packages) throws IOException {
        Path archives = directory.resolve("archives");
        Files.createDirectories(archives.resolve("partial"));
        Files.createDirectories(directory.resolve("state/lists/partial"));
        Files.writeString(directory.resolve("state/status"), "");
        run("update", "--error-on=any");
        var install = new ArrayList<>(List.of("install", "--yes", "--download-only", "--", "?essential"));
        install.addAll(packages);
        run(install.toArray(String[]::new));
        run("autoclean", "-o", "APT::Clean-Installed=false");
        return chosen(archives, install);
    }

    /** An earlier run may have left archives of other packages there. */
    private List<Path> chosen(Path archives, List<String> install) throws IOException {
        var simulate = new ArrayList<>(List.of("install", "--simulate"));
        simulate.addAll(install.subList(1, install.size()));
        List<String> names = run(simulate.toArray(String[]::new)).lines().stream()
                .filter(line -> line.startsWith("Inst "))
                .map(line -> line.split(" ")[1])
                .toList();
        try (Stream<Path> files = Files.list(archives)) {
            return files.filter(
                            file -> names.contains(file.getFileName().toString().split("_")[0]))
                    .filter(file -> file.toString().endsWith(".deb"))
                    .sorted()
                    .toList();
        }
    }

    private Tool.Result run(String... arguments) {
        var command = new ArrayList<>(List.of("apt-get", "-q"));
        for (String setting : List.of(
                "Dir::State=" + directory.resolve("state"),
                "Dir::State::status=" + directory.resolve("state/status"),
                "Dir::Cache=" + directory,
                "Dir::Cache::archives=" + directory.resolve("archives"),
                "Acquire::Languages=none",
                "APT::Sandbox::User=",
                "APT::Install-Recommends=false")) {
            command.addAll(List.of("-o", setting));
        }
        command.addAll(Arrays.asList(arguments));
        return Tool.run(command, new byte[0]).expectSuccess();
    }
}
