package org.kubeos.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Contents of Debian packages that need not be installed, from the host's own package sources, for any user. */
public final class DebianPackages {

    private DebianPackages() {}

    /** The package that a metapackage stands for: the first that it depends on and whose name begins with {@code start}. */
    public static String dependency(String metapackage, String start) {
        return Tool.run("apt-cache", "depends", metapackage).lines().stream()
                .map(String::strip)
                .filter(line -> line.startsWith("Depends: " + start))
                .map(line -> line.substring("Depends: ".length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "apt knows no " + metapackage + "; has \"apt-get update\" been run on this host?"));
    }

    /**
     * Downloads packages and unpacks them, one over the other, in a directory of {@code directory}, which is returned. Where
     * it is there already, it is taken for the result of an earlier call.
     */
    public static Path unpack(Path directory, List<String> packages) throws IOException {
        Path target = directory.resolve("packages");
        if (Files.isDirectory(target)) {
            return target;
        }
        try (Scratch scratch = Scratch.createIn(directory)) {
            // Downloads go to the directory that apt-get runs in.
            var download =
                    new ArrayList<>(List.of("env", "-C", scratch.directory().toString()));
            download.addAll(List.of("apt-get", "-q", "download"));
            download.addAll(packages);
            Tool.run(download, new byte[0]).expectSuccess();
            Path unpacked = Files.createDirectory(scratch.file("unpacked"));
            for (Path file : list(scratch.directory(), "*.deb")) {
                Tool.run("dpkg-deb", "--extract", file.toString(), unpacked.toString())
                        .expectSuccess();
            }
            return Files.move(unpacked, target);
        }
    }

    private static List<Path> list(Path directory, String pattern) throws IOException {
        try (var files = Files.newDirectoryStream(directory, pattern)) {
            var list = new ArrayList<Path>();
            files.forEach(list::add);
            return list;
        }
    }
}
