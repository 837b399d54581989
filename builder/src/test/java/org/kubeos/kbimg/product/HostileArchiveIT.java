package org.kubeos.kbimg.product;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kubeos.diskimage.tar.TarWriter;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.testkit.E2fsck;
import org.kubeos.testkit.GnuTar;
import org.kubeos.testkit.Tool;

/** Rootfs archives that want more of this machine than they should get. */
class HostileArchiveIT {

    private static final FileMetadata METADATA = FileMetadata.ofRoot(0644, Instant.EPOCH);

    /** Else pax archives have times to the nanosecond, and others not. */
    private static final String TIMES = "--pax-option=delete=atime,delete=ctime,delete=mtime";

    private static final long HOLE = 200 << 20;

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
                agent: none
                source: {archive: %s, limits: %s}
                """.formatted(archive, limits));
        Path out = temp.resolve("out");

        Tool.Result result = Product.run("create", "vm-image", "-f", config.toString(), "-o", out.toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.text()).contains(message);
        assertThat(out).doesNotExist();
    }

    @Test
    void aHoleStaysOneWhateverArchiveBringsIt() throws IOException {
        Path root = temp.resolve("root");
        SmallArchive.config(temp);
        Files.createDirectory(root);
        GnuTar.extract(temp.resolve("small.tar"), root);
        try (FileChannel file = FileChannel.open(root.resolve("hole"), CREATE_NEW, WRITE, SPARSE)) {
            file.write(ByteBuffer.wrap("start".getBytes()), 0);
            file.write(ByteBuffer.wrap("end".getBytes()), HOLE);
        }

        Path dense = build("dense", root, "--format=pax", TIMES);
        Path seek = build("seek", root, "--format=pax", TIMES, "--sparse", "--sparse-version=1.0");
        Path raw =
                build("raw", root, "--format=pax", TIMES, "--sparse", "--sparse-version=0.1", "--hole-detection=raw");
        Path gnu = build("gnu", root, "--format=gnu", "--sparse");

        for (Path other : List.of(seek, raw, gnu)) {
            for (String name : List.of("kubeos.tar", "update.img", "system.qcow2")) {
                Tool.run(
                                "cmp",
                                dense.resolve(name).toString(),
                                other.resolve(name).toString())
                        .expectSuccess();
            }
        }
        assertThat(dense.resolve("kubeos.tar"))
                .satisfies(archive -> assertThat(Files.size(archive)).isLessThan(HOLE / 2));
        Path unpacked = Files.createDirectory(temp.resolve("unpacked"));
        GnuTar.extract(dense.resolve("kubeos.tar"), unpacked);
        Tool.run(
                        "cmp",
                        root.resolve("hole").toString(),
                        unpacked.resolve("hole").toString())
                .expectSuccess();
        E2fsck.expectClean(dense.resolve("update.img"));
        // Two pieces of a MiB, in sectors of 512 bytes: debugfs counts what is allocated. The last piece is shorter.
        assertThat(Tool.run(
                                "debugfs",
                                "-R",
                                "stat hole",
                                dense.resolve("update.img").toString())
                        .expectSuccess()
                        .text())
                .contains("Size: " + (HOLE + 3))
                .contains("Blockcount: " + ((1 << 20) + 4096) / 512 + "\n");
    }

    private Path build(String name, Path root, String... options) throws IOException {
        Path archive = temp.resolve(name + ".tar");
        var command = new ArrayList<>(List.of("tar", "--sort=name", "--mtime=@1700000000", "-C", root.toString()));
        command.addAll(List.of(options));
        command.addAll(List.of("-cf", archive.toString(), "."));
        Tool.run(command, new byte[0]).expectSuccess();
        Path config = Files.writeString(
                temp.resolve(name + ".yaml"),
                "version: v1\ndistribution: debian\nagent: none\nsource: {archive: " + archive + "}\n");
        Path out = temp.resolve(name);
        Product.run("create", "vm-image", "-f", config.toString(), "-o", out.toString())
                .expectSuccess();
        return out;
    }

    private static IntFunction<FileNode> file(IntFunction<String> path, long hole) {
        var content = FileContent.sparse(hole, List.of(), FileContent.of(new byte[0]));
        return i -> new FileNode.RegularFile(path.apply(i), METADATA, content);
    }
}
