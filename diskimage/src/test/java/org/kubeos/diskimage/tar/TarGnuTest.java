package org.kubeos.diskimage.tar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileContent.Extent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.testkit.GnuTar;
import org.kubeos.testkit.Tool;

/** Archives pass between GNU tar and this package in both directions, and nothing of the files is lost. */
class TarGnuTest {

    private static final boolean ROOT = System.getProperty("user.name").equals("root");
    private static final String CAPABILITY = "0x0100000200040000000000000000000000000000";
    private static final int MIB = 1 << 20;

    @TempDir
    Path work;

    private Path tree;

    @BeforeEach
    void makeTree() throws IOException {
        tree = Files.createDirectory(work.resolve("tree"));
        var random = new Random(1);
        for (int size : new int[] {0, 1, 511, 512, 513, 100_000}) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            Files.write(tree.resolve("file" + size), bytes);
        }
        Files.writeString(tree.resolve("Grüße 世界 = %"), "unicode");
        for (int length : new int[] {98, 99, 100, 101, 155, 156, 200, 255}) {
            Files.writeString(tree.resolve("n".repeat(length)), "long");
            Path deep = Files.createDirectories(tree.resolve("d".repeat(length)).resolve("e".repeat(length)));
            Files.writeString(deep.resolve("f".repeat(100)), "deep");
        }
        for (int length : new int[] {1, 59, 99, 100, 101, 120, 4000}) {
            Files.createSymbolicLink(tree.resolve("link" + length), Path.of("t".repeat(length)));
        }
        Files.createLink(tree.resolve("hard"), tree.resolve("file513"));
        Files.createLink(tree.resolve("d".repeat(200)).resolve("hard"), tree.resolve("n".repeat(200)));
        Tool.run("mkfifo", tree.resolve("fifo").toString()).expectSuccess();
        Files.setPosixFilePermissions(tree.resolve("file1"), PosixFilePermissions.fromString("r--------"));
        Tool.run("chmod", "7755", tree.resolve("file511").toString()).expectSuccess();
        setTime("file512", "1969-12-31T23:59:58.500000001Z");
        setTime("file0", "2300-01-01T00:00:00Z");
        setTime("file513", "2026-01-01T00:00:00.000000100Z");
        writeSparse("sparse", List.of(0L, 3L * MIB, 7L * MIB), 8L * MIB);
        writeSparse("hole", List.of(), 5L * MIB);
        setXattr("file513", "user.binary", "0x00ff3d0a00");
        setXattr("file513", "user.a=b%c%3D", "0x76");
        if (ROOT) {
            setXattr("file100000", "security.capability", CAPABILITY);
            Tool.run("mknod", tree.resolve("null").toString(), "c", "1", "3").expectSuccess();
            Tool.run("mknod", tree.resolve("disk").toString(), "b", "8", "17").expectSuccess();
            Files.setAttribute(tree.resolve("file513"), "unix:uid", 3_000_000);
            Files.setAttribute(tree.resolve("null"), "unix:gid", 2_097_151, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private void setTime(String name, String time) {
        Tool.run("touch", "-h", "-d", time, tree.resolve(name).toString()).expectSuccess();
    }

    private void setXattr(String file, String name, String value) {
        Tool.run("setfattr", "-n", name, "-v", value, tree.resolve(file).toString())
                .expectSuccess();
    }

    private void writeSparse(String name, List<Long> data, long size) throws IOException {
        try (var file = FileChannel.open(tree.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long offset : data) {
                file.write(ByteBuffer.wrap("data".repeat(1000).getBytes()), offset);
            }
        }
        Tool.run("truncate", "-s", Long.toString(size), tree.resolve(name).toString())
                .expectSuccess();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--sparse", "--sparse --sparse-version=0.1"})
    void readsWhatGnuTarWroteAsPax(String options) throws IOException {
        Path archive = work.resolve("pax.tar");
        GnuTar.create(archive, tree, ("--format=pax " + options).strip().split(" "));
        try (var reader = TarReader.open(archive)) {
            assertThat(TreeDescription.of(reader.readAll())).isEqualTo(TreeDescription.of(tree));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--format=gnu", "--format=gnu --sparse", "--format=oldgnu"})
    void readsWhatGnuTarWroteInItsOwnFormat(String options) throws IOException {
        Path archive = work.resolve("gnu.tar");
        // This format has neither xattrs nor nanoseconds.
        Tool.run("find", tree.toString(), "-exec", "touch", "-h", "-d", "1960-01-01", "{}", "+")
                .expectSuccess();
        Tool.run("setfattr", "-x", "user.binary", tree.resolve("file513").toString());
        Tool.run("setfattr", "-x", "user.a=b%c%3D", tree.resolve("file513").toString());
        Tool.run(
                "setfattr",
                "-x",
                "security.capability",
                tree.resolve("file100000").toString());
        GnuTar.create(archive, tree, ("--no-xattrs " + options).split(" "));
        try (var reader = TarReader.open(archive)) {
            assertThat(TreeDescription.of(reader.readAll())).isEqualTo(TreeDescription.of(tree));
        }
    }

    @Test
    void aStreamGivesTheSameFilesAsAFile() throws IOException {
        Path archive = work.resolve("pax.tar");
        GnuTar.create(archive, tree, "--format=pax", "--sparse");
        SortedMap<String, String> described = new TreeMap<>();
        try (var reader = TarReader.of(new BufferedInputStream(Files.newInputStream(archive)))) {
            for (Optional<FileNode> node = reader.next(); node.isPresent(); node = reader.next()) {
                if (!(node.get() instanceof FileNode.HardLink)) {
                    described.putAll(TreeDescription.of(List.of(node.get())));
                }
            }
        }
        SortedMap<String, String> expected = TreeDescription.of(tree);
        assertThat(expected).containsAllEntriesOf(described);
        assertThat(described).hasSize(expected.size() - 2);
    }

    @Test
    void gnuTarExtractsWhatWasWritten() throws IOException {
        Path source = work.resolve("pax.tar");
        GnuTar.create(source, tree, "--format=pax", "--sparse");
        Path archive = work.resolve("ours.tar");
        try (var reader = TarReader.open(source);
                var writer = TarWriter.create(archive)) {
            for (FileNode node : reader.readAll()) {
                writer.write(node);
            }
        }
        Path extracted = Files.createDirectory(work.resolve("extracted"));
        GnuTar.extract(archive, extracted);
        assertThat(TreeDescription.of(extracted)).isEqualTo(TreeDescription.of(tree));
        assertThat(Files.size(archive)).as("holes are not written out").isLessThan(2L * MIB);
    }

    @Test
    void gnuTarListsWhatAnOrdinaryUserCanNotExtract() throws IOException {
        Path archive = work.resolve("ours.tar");
        var time = Instant.parse("2026-01-01T00:00:00Z");
        var owned =
                new FileMetadata(0640, 4_294_967_294L, 2_097_152, time, Map.of("security.capability", new byte[20]));
        try (var writer = new TarWriter(Channels.newChannel(Files.newOutputStream(archive)))) {
            writer.write(new FileNode.Directory("", FileMetadata.ofRoot(0755, time)));
            writer.write(new FileNode.Device(
                    "sda17", FileMetadata.ofRoot(0660, time), FileNode.DeviceType.BLOCK, 259, 1_048_575));
            writer.write(new FileNode.Socket("socket", FileMetadata.ofRoot(0600, time)));
            writer.write(new FileNode.RegularFile("owned", owned, FileContent.of(new byte[700])));
        }
        assertThat(GnuTar.list(archive))
                .containsExactly(
                        "drwxr-xr-x  0/0               0 2026-01-01 00:00:00 ./",
                        "brw-rw----  0/0     259,1048575 2026-01-01 00:00:00 sda17",
                        "-rw-r-----* 4294967294/2097152 700 2026-01-01 00:00:00 owned",
                        "  x: 20 security.capability");
    }

    @Test
    void aFileOfTwelveGibibytesIsListedWithItsSize() throws IOException {
        long size = 12L << 30;
        Path archive = work.resolve("ours.tar");
        try (var writer = TarWriter.create(archive)) {
            var content = FileContent.sparse(size, List.of(new Extent(size - 4, 4)), FileContent.of("tail".getBytes()));
            writer.write(new FileNode.RegularFile("large", FileMetadata.ofRoot(0644, Instant.EPOCH), content));
        }
        assertThat(GnuTar.list(archive).getFirst()).contains(" " + size + " ");
    }
}
