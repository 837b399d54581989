package org.kubeos.diskimage.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.tar.TarLimitException.Limit;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileContent.Extent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;

/** Archives that are sound but have more of something than anybody wants to read. */
class TarLimitsTest {

    private static final TarLimits LIMITS = new TarLimits(100, 20, 1 << 20, 8 << 10);
    private static final FileMetadata METADATA = FileMetadata.ofRoot(0644, Instant.EPOCH);

    @TempDir
    Path work;

    static Stream<Arguments> excesses() {
        List<Extent> pieces =
                IntStream.range(0, 300).mapToObj(i -> new Extent(2L * i, 1)).toList();
        var attributes =
                new FileMetadata(0644, 0, 0, Instant.EPOCH, Map.of("user.large", new byte[LIMITS.depth() * 1000]));
        return Stream.of(
                Arguments.of(Limit.ENTRIES, "more than 100 entries", files(101)),
                Arguments.of(
                        Limit.DEPTH, "/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d is 21 levels deep", List.of(deep(21))),
                Arguments.of(Limit.DEPTH, "… is 5000 levels deep, above the limit of 20", List.of(deep(5000))),
                Arguments.of(
                        Limit.SIZE,
                        "more than 1048576 bytes; the limit was exceeded by /hole with 3221225472 bytes",
                        List.of(new FileNode.RegularFile(
                                "hole",
                                METADATA,
                                FileContent.sparse(3L << 30, List.of(), FileContent.of(new byte[0]))))),
                Arguments.of(
                        Limit.SIZE,
                        "the limit was exceeded by /b",
                        List.of(file("a", new byte[1 << 19]), file("b", new byte[(1 << 19) + 1]))),
                Arguments.of(
                        Limit.METADATA, "more than 8192 bytes, up to /f", List.of(new FileNode.Fifo("f", attributes))),
                Arguments.of(
                        Limit.METADATA,
                        "up to /pieces",
                        List.of(new FileNode.RegularFile(
                                "pieces",
                                METADATA,
                                FileContent.sparse(1000, pieces, FileContent.of(new byte[pieces.size()]))))),
                Arguments.of(
                        Limit.METADATA,
                        "up to /link",
                        IntStream.range(0, 3)
                                .mapToObj(i -> new FileNode.SymbolicLink("link" + i, METADATA, "t".repeat(4000)))
                                .toList()));
    }

    @ParameterizedTest
    @MethodSource("excesses")
    void isRefused(Limit limit, String message, List<FileNode> nodes) throws IOException {
        byte[] archive = archive(nodes);
        Path file = Files.write(work.resolve("archive.tar"), archive);

        assertExceeds(TarReader.of(new ByteArrayInputStream(archive), LIMITS), limit, message);
        assertExceeds(TarReader.open(file, LIMITS), limit, message);
    }

    @Test
    void whatIsJustWithinTheLimitsIsRead() throws IOException {
        var nodes = new ArrayList<>(files(98));
        nodes.add(deep(20));
        nodes.add(file("large", new byte[1 << 20]));

        try (var reader = TarReader.of(new ByteArrayInputStream(archive(nodes)), LIMITS)) {
            assertThat(reader.readAll()).hasSize(100);
        }
    }

    @Test
    void headersThatNoMemberFollowsEnd() throws IOException {
        byte[] label = archive(files(1));
        label[156] = 'V';
        byte[] sum = "%06o".formatted(UstarField.checksum(label)).getBytes();
        System.arraycopy(sum, 0, label, 148, sum.length);

        assertExceeds(TarReader.of(new Repeated(label, TarReader.BLOCK), LIMITS), Limit.ENTRIES, "100 entries");
    }

    @Test
    void aMillionEmptyFilesAreNotReadToTheirEnd() throws IOException {
        byte[] header = archive(files(1));

        assertExceeds(TarReader.of(new Repeated(header, TarReader.BLOCK)), Limit.ENTRIES, "more than 500000 entries");
    }

    @Test
    void aPathThatLinuxCannotOpenIsRefused() throws IOException {
        byte[] archive = archive(List.of(file("ü".repeat(2048), new byte[0])));

        assertThatThrownBy(() -> TarReader.of(new ByteArrayInputStream(archive)).readAll())
                .isInstanceOf(CorruptImageException.class)
                .hasMessageContaining("longer than the 4095 bytes");
    }

    private static void assertExceeds(TarReader reader, Limit limit, String message) throws IOException {
        try (reader) {
            assertThatThrownBy(reader::readAll)
                    .isInstanceOfSatisfying(
                            TarLimitException.class,
                            exceeded -> assertThat(exceeded.limit()).isEqualTo(limit))
                    .hasMessageContaining(message);
        }
    }

    private static List<FileNode> files(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> file("f" + i, new byte[0]))
                .toList();
    }

    private static FileNode file(String path, byte[] content) {
        return new FileNode.RegularFile(path, METADATA, FileContent.of(content));
    }

    private static FileNode deep(int levels) {
        return file("d/".repeat(levels - 1) + "d", new byte[0]);
    }

    private static byte[] archive(List<FileNode> nodes) throws IOException {
        var archive = new ByteArrayOutputStream();
        try (var writer = new TarWriter(Channels.newChannel(archive))) {
            for (FileNode node : nodes) {
                writer.write(node);
            }
        }
        return archive.toByteArray();
    }

    /** The same bytes over and over. */
    private static final class Repeated extends InputStream {

        private final byte[] bytes;
        private final int length;
        private int next;

        Repeated(byte[] bytes, int length) {
            this.bytes = bytes;
            this.length = length;
        }

        @Override
        public int read() {
            int single = bytes[next] & 0xFF;
            next = (next + 1) % length;
            return single;
        }
    }
}
