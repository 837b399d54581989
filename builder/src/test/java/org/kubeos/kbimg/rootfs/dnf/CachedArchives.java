package org.kubeos.kbimg.rootfs.dnf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.kubeos.testkit.Tool;

/** Package archives that builds keep for each other: files that are named after what is in them. */
final class CachedArchives {

    private CachedArchives() {}

    /** Fails if an archive is not, as sha256sum reads it, what its name says. There may be no directory yet. */
    static void assertWhole(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> archives;
        try (Stream<Path> files = Files.list(directory)) {
            archives = files.toList();
        }
        for (Path archive : archives) {
            assertThat(Tool.run("sha256sum", archive.toString()).expectSuccess().text())
                    .startsWith(archive.getFileName().toString());
        }
    }
}
