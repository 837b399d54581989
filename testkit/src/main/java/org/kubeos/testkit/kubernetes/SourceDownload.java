package org.kubeos.testkit.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kubeos.testkit.Tool;

/**
 * Downloads packages and sources of packages from this machine's package sources, with a configuration and lists of its own:
 * few machines have their sources' {@code deb-src} enabled.
 */
final class SourceDownload {

    private static final Path CONFIGURATION = Path.of("/etc/apt");
    private static final Pattern TYPES = Pattern.compile("(?im)^Types:.*$");
    private static final Pattern VERSION = Pattern.compile("(?m)^Version: (.*)$");

    private final Path directory;
    private final Tool.Result update;

    /** @param directory where the lists and the downloads are kept */
    SourceDownload(Path directory) throws IOException {
        this.directory = directory;
        for (String each : List.of("sources", "state/lists/partial", "cache/archives/partial")) {
            Files.createDirectories(directory.resolve(each));
        }
        for (Path file : hostSources()) {
            Files.writeString(
                    directory.resolve("sources").resolve(file.getFileName()),
                    withSources(file.getFileName().toString(), Files.readString(file)));
        }
        // A third party's repository that has no sources makes this fail, and is no harm.
        update = run("apt-get", "update");
    }

    private static List<Path> hostSources() throws IOException {
        Path parts = CONFIGURATION.resolve("sources.list.d");
        try (Stream<Path> files = Files.isDirectory(parts) ? Files.list(parts) : Stream.empty()) {
            return Stream.concat(Stream.of(CONFIGURATION.resolve("sources.list")), files)
                    .filter(file -> file.toString().matches(".*\\.(list|sources)"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    /** A file of package sources in one of apt's two styles, with the sources of the packages enabled. */
    static String withSources(String fileName, String text) {
        if (fileName.endsWith(".sources")) {
            return TYPES.matcher(text).replaceAll("Types: deb deb-src");
        }
        return text.lines()
                .flatMap(line ->
                        line.matches("deb\\s.*") ? Stream.of(line, "deb-src" + line.substring(3)) : Stream.of(line))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** The upstream tarball of a source package whose upstream version is {@code version}. */
    Path source(String name, String version) throws IOException {
        List<String> versions = VERSION.matcher(
                        run("apt-cache", "showsrc", "--only-source", name).text())
                .results()
                .map(match -> match.group(1))
                .toList();
        String found = versions.stream()
                .filter(each -> each.contains(version + "-"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        ("Can't find the source package %s %s in %s: found %s. " + "Debian 12 (bookworm) has it.\n%s")
                                .formatted(name, version, CONFIGURATION, versions, update.text())));
        run("apt-get", "source", "--download-only", "--tar-only", name + "=" + found)
                .expectSuccess();
        return only(name + "_*.orig.tar.*");
    }

    /** A directory with the contents of packages. */
    Path unpack(List<String> packages) throws IOException {
        var download = new ArrayList<>(List.of("apt-get", "download"));
        download.addAll(packages);
        run(download.toArray(String[]::new)).expectSuccess();
        Path root = Files.createDirectory(directory.resolve("root"));
        for (String name : packages) {
            Tool.run("dpkg-deb", "--extract", only(name + "_*.deb").toString(), root.toString())
                    .expectSuccess();
        }
        return root;
    }

    private Path only(String pattern) throws IOException {
        try (var files = Files.newDirectoryStream(directory, pattern)) {
            return files.iterator().next();
        }
    }

    private Tool.Result run(String... arguments) {
        // Downloads go to the directory that apt-get runs in.
        var command = new ArrayList<>(List.of("env", "-C", directory.toString(), arguments[0]));
        for (String setting : List.of(
                "Dir::State=" + directory.resolve("state"),
                "Dir::Cache=" + directory.resolve("cache"),
                "Dir::Etc::sourcelist=/dev/null",
                "Dir::Etc::sourceparts=" + directory.resolve("sources"),
                "Acquire::Languages=none",
                "APT::Sandbox::User=")) {
            command.addAll(List.of("-o", setting));
        }
        command.addAll(List.of(arguments).subList(1, arguments.length));
        return Tool.run(command, new byte[0]);
    }
}
