package org.kubeos.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * skopeo of Debian 13, which verifies signatures of sigstore: Debian 12 has that turned off. It runs with its own libraries, and
 * is downloaded once.
 */
public final class SigstoreSkopeo {

    private SigstoreSkopeo() {}

    /** Runs it. */
    public static Tool.Result run(String... arguments) {
        Path root =
                LaterDebian.unpack("skopeo", "libc6", "libgpgme11t64", "libassuan9", "libgpg-error0", "libsqlite3-0");
        var command = new ArrayList<>(List.of(
                find(root, "ld-linux-.*").toString(),
                "--library-path",
                find(root, "libc\\.so\\.6").resolveSibling("").toString(),
                root.resolve("usr/bin/skopeo").toString()));
        command.addAll(List.of(arguments));
        return Tool.run(command, new byte[0]);
    }

    private static Path find(Path root, String name) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.getFileName().toString().matches(name))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("Can't find " + name + " in " + root));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
