package org.kubeos.kbimg.product.escape;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.kubeos.kbimg.product.SmallArchive;
import org.kubeos.testkit.Tool;

/**
 * A root file system of this host's own files: perl, a shell and dpkg, so small that a build with it takes seconds. It has
 * what kbimg asks of an image, but boots nothing.
 */
final class MiniRoot {

    private static final List<String> PACKAGES = List.of(
            "perl-base",
            "dash",
            "diffutils",
            "coreutils",
            "dpkg",
            "tar",
            "gzip",
            "sed",
            "grep",
            "findutils",
            "libc6",
            "libc-bin",
            "libcrypt1",
            "libacl1",
            "libattr1",
            "libselinux1",
            "libpcre2-8-0",
            "libgmp10",
            "liblzma5",
            "libzstd1",
            "zlib1g",
            "libbz2-1.0",
            "libmd0");

    private MiniRoot() {}

    /** Makes its programs in an empty directory. */
    static Path programsIn(Path root) throws IOException {
        for (String directory : List.of("bin", "lib", "lib64", "sbin")) {
            Files.createDirectories(root.resolve("usr").resolve(directory));
            Files.createSymbolicLink(root.resolve(directory), Path.of("usr", directory));
        }
        return copy(PACKAGES, root);
    }

    /** Copies the files of packages of this host's, save for what is in /usr/share. */
    static Path copy(List<String> packages, Path root) throws IOException {
        var query =
                Stream.concat(Stream.of("dpkg-query", "-L"), packages.stream()).toArray(String[]::new);
        Path list = root.resolveSibling("files-of-mini-root");
        Files.write(
                list,
                Tool.run(query).expectSuccess().lines().stream()
                        .filter(file -> file.startsWith("/") && !file.startsWith("/usr/share/"))
                        .filter(file -> !Files.isDirectory(Path.of(file)) || Files.isSymbolicLink(Path.of(file)))
                        .toList());
        Tool.run(
                        "sh",
                        "-c",
                        "tar -c -C / --no-recursion -T \"$1\" | tar -x -C \"$2\" --keep-directory-symlink",
                        "copy",
                        list.toString(),
                        root.toString())
                .expectSuccess();
        return root;
    }

    /** Adds what kbimg asks of an archive. */
    static Path withBootAssets(Path root) throws IOException {
        for (String directory : List.of("proc", "sys", "dev", "run", "tmp", "root", "var/tmp")) {
            if (!Files.isSymbolicLink(root.resolve(directory))) {
                Files.createDirectories(root.resolve(directory));
            }
        }
        SmallArchive.addBootAssets(root);
        return root;
    }

    static void write(Path root, String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        if (text.startsWith("#!")) {
            Tool.run("chmod", "755", path.toString()).expectSuccess();
        }
    }
}
