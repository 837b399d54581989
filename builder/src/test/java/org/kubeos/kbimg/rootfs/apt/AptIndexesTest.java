package org.kubeos.kbimg.rootfs.apt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.distro.DistributionProfile.Kernel;
import org.kubeos.kbimg.distro.DistributionProfile.Port;
import org.kubeos.kbimg.host.sandbox.BuildSandboxes;
import org.kubeos.process.Progress;

class AptIndexesTest {

    @TempDir
    private Path directory;

    @Test
    void theLeastRecentlyUsedGoUnlessABuildHasThemOpen() throws Exception {
        var indexes = new AptIndexes(directory, 2, BuildSandboxes.of(Instant.EPOCH, Progress.SILENT));
        try (var _ = indexes.open(setup("held"), Progress.SILENT)) {
            open(indexes, "first");
            open(indexes, "second");
            assertThat(kept("held", "first", "second")).containsExactly("held", "first", "second");
            open(indexes, "third");
            assertThat(kept("held", "first", "second", "third")).containsExactly("held", "second", "third");
        }
        open(indexes, "fourth");
        assertThat(kept("held", "second", "third", "fourth")).containsExactly("third", "fourth");
    }

    private static void open(AptIndexes indexes, String repository) throws IOException {
        indexes.open(setup(repository), Progress.SILENT).close();
    }

    private List<String> kept(String... repositories) {
        return Stream.of(repositories)
                .filter(name ->
                        directory.resolve(setup(name).identity()).toFile().exists())
                .toList();
    }

    private static AptSetup setup(String repository) {
        var source = new AptSource(List.of("http://" + repository + "/"), List.of("./"), List.of(), Map.of());
        return new AptSetup(
                new AptSources(List.of(source)),
                new AptSettings("", new TreeSet<>(), List.of()),
                List.of(),
                new Port("amd64", List.of(), List.of(), new Kernel("linux", "linux"), Map.of()));
    }
}
