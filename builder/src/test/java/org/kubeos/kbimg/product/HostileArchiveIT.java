package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kubeos.diskimage.tar.TarWriter;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.testkit.Tool;

/** Rootfs archives that want more of this machine than they should get. */
class HostileArchiveIT {

    private static final FileMetadata METADATA = FileMetadata.ofRoot(0644, Instant.EPOCH);

    @TempDir
    Path temp;

    static Stream<Arguments> archives() {
        return Stream.of(
                Arguments.of(1_000_000, file(i -> "f/" + i, 0), "{}", "raise source.limits.entries"),
                Arguments.of(1, file(_ -> "d/".repeat(5000) + "f", 0), "{}", "raise source.limits.depth"),
                Arguments.of(1, file(_ -> "hole", 3L << 30), "{size: 1GiB}", "raise source.limits.size"),
                Arguments.of(
                        100, file(i -> "x".repeat(200) + i, 0), "{metadata: 1KiB}", "raise source.limits.metadata"));
    }

    @ParameterizedTest
    @MethodSource("archives")
    void isRefusedAndLeavesNothing(int count, IntFunction<FileNode> nodes, String limits, String message)
            throws IOException {
        Path archive = temp.resolve("hostile.tar");
        try (TarWriter tar = TarWriter.create(archive)) {
            for (FileNode node : (Iterable<FileNode>) IntStream.range(0, count).mapToObj(nodes)::iterator) {
                tar.write(node);
            }
        }
        Path config = Files.writeString(temp.resolve("hostile.yaml"), """
                version: v1
                distribution: debian
                source: {archive: %s, limits: %s}
                """.formatted(archive, limits));
        Path out = temp.resolve("out");

        Tool.Result result = Product.run("create", "vm-image", "-f", config.toString(), "-o", out.toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.text()).contains(message);
        assertThat(out).doesNotExist();
    }

    private static IntFunction<FileNode> file(IntFunction<String> path, long hole) {
        var content = FileContent.sparse(hole, List.of(), FileContent.of(new byte[0]));
        return i -> new FileNode.RegularFile(path.apply(i), METADATA, content);
    }
}
