package org.kubeos.diskimage.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.Mutation;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileContent.Extent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;

/** What is no proper archive is refused with the place and the reason. */
class TarHostileTest {

    private static final FileMetadata METADATA = FileMetadata.ofRoot(0644, Instant.EPOCH);

    @TempDir
    Path work;

    @ParameterizedTest
    @ValueSource(strings = {"../etc/passwd", "etc/../../passwd", "a\0b"})
    void aNameThatLeavesTheRootIsNamed(String name) throws IOException {
        var written = new ByteArrayOutputStream();
        try (var writer = new TarWriter(Channels.newChannel(written))) {
            writer.write(new FileNode.RegularFile("ü" + name, METADATA, FileContent.of(new byte[0])));
        }
        // "ü", two bytes, makes the writer put the name into a pax record, which can hold any.
        byte[] archive = replace(written.toByteArray(), "ü" + name, "./" + name);
        assertThatThrownBy(() -> read(archive))
                .isInstanceOf(CorruptImageException.class)
                .hasMessageContaining(name.replace('\0', '?'));
    }

    @Test
    void aHardLinkOutOfTheRootIsRefused() throws IOException {
        byte[] archive = archive(new FileNode.HardLink("link", METADATA, "../target"));
        assertThatThrownBy(() -> read(archive))
                .isInstanceOf(CorruptImageException.class)
                .hasMessageContaining("../target");
    }

    @Test
    void aNameThatIsNotUtf8IsRefused() throws IOException {
        byte[] archive = edited(header -> header[0] = (byte) 0xE9);
        assertThatThrownBy(() -> read(archive))
                .isInstanceOf(CorruptImageException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void anArchiveThatWasCutOffAnywhereIsRefused() throws IOException {
        byte[] archive = archive(
                new FileNode.RegularFile("a", METADATA, FileContent.of(new byte[700])),
                new FileNode.RegularFile("ü", METADATA, FileContent.of(new byte[1])));
        for (int length = 0; length < archive.length - 2 * TarReader.BLOCK; length += 64) {
            byte[] cut = Arrays.copyOf(archive, length);
            assertThatThrownBy(() -> read(cut))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(CorruptImageException.class)
                    .hasMessageContaining("cut off");
        }
    }

    @Test
    void aWrongChecksumIsRefusedWithItsOffset() throws IOException {
        byte[] archive = archive(new FileNode.Fifo("a", METADATA), new FileNode.Fifo("b", METADATA));
        archive[TarReader.BLOCK] = 'c';
        assertThatThrownBy(() -> read(archive))
                .isInstanceOf(CorruptImageException.class)
                .hasMessageContaining("checksum")
                .hasMessageContaining("at byte 512");
    }

    @Test
    void absurdSizesAreRefusedWithoutBeingAllocated() throws IOException {
        byte[] huge = {(byte) 0x80, 0, 0, 0, 0x7F, -1, -1, -1, -1, -1, -1, -1};
        byte[] negative = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
        for (byte[] size : List.of(huge, negative)) {
            for (char type : new char[] {'0', 'x', 'g', 'L', 'K', 'S', '5'}) {
                byte[] archive = edited(header -> {
                    System.arraycopy(size, 0, header, 124, size.length);
                    header[156] = (byte) type;
                });
                assertThatThrownBy(() -> read(archive)).as("type %s", type).isInstanceOf(CorruptImageException.class);
            }
        }
    }

    @Test
    void recordsOfTheGlobalHeaderHoldUntilOverridden() throws IOException {
        var global = new TreeMap<>(Map.of("uid", "7".getBytes(), "mtime", "-1.5".getBytes()));
        byte[] records = PaxRecords.encode(global);
        byte[] header = edited(block -> {
            block[156] = 'g';
            System.arraycopy("%011o".formatted(records.length).getBytes(), 0, block, 124, 11);
        });
        var archive = new ByteArrayOutputStream();
        archive.write(header, 0, TarReader.BLOCK);
        archive.writeBytes(Arrays.copyOf(records, TarReader.BLOCK));
        archive.writeBytes(archive(
                new FileNode.Fifo("a", METADATA),
                new FileNode.Fifo("b", new FileMetadata(0, 3_000_000, 0, Instant.EPOCH, Map.of()))));
        List<FileNode> nodes = read(archive.toByteArray());
        assertThat(nodes.getFirst().metadata().uid()).isEqualTo(7);
        assertThat(nodes.getFirst().metadata().modified()).isEqualTo(Instant.ofEpochSecond(-2, 500_000_000));
        assertThat(nodes.getLast().metadata().uid()).isEqualTo(3_000_000);
    }

    @Test
    void anyMutationGivesNodesOrACorruptImage() throws IOException {
        byte[] archive = archive(
                new FileNode.Directory("", METADATA),
                new FileNode.RegularFile("a".repeat(300), METADATA, FileContent.of(new byte[700])),
                new FileNode.RegularFile(
                        "sparse",
                        METADATA,
                        FileContent.sparse(
                                9000, List.of(new Extent(0, 10), new Extent(5000, 90)), FileContent.of(new byte[100]))),
                new FileNode.SymbolicLink("ü", METADATA, "target"),
                new FileNode.HardLink("hard", METADATA, "sparse"),
                new FileNode.Device("null", METADATA, FileNode.DeviceType.CHARACTER, 1, 3));
        Mutation.of(archive).check("tar", damaged -> {
            byte[] bytes = damaged.toBytes();
            fixChecksums(bytes);
            try {
                read(bytes);
            } catch (CorruptImageException e) {
                assertThat(e).hasMessageContaining("at byte");
                throw e;
            }
        });
    }

    /** The nodes of an archive in a file, and then, only for what it throws, those of the same in a stream. */
    private List<FileNode> read(byte[] archive) throws IOException {
        try (var stream = TarReader.of(new ByteArrayInputStream(archive))) {
            stream.readAll();
        }
        Path file = work.resolve("archive.tar");
        Files.write(file, archive);
        try (var reader = TarReader.open(file)) {
            return reader.readAll();
        }
    }

    private static byte[] archive(FileNode... nodes) throws IOException {
        var archive = new ByteArrayOutputStream();
        try (var writer = new TarWriter(Channels.newChannel(archive))) {
            for (FileNode node : nodes) {
                writer.write(node);
            }
        }
        return archive.toByteArray();
    }

    /** An archive of one empty file whose header was changed and given a new checksum. */
    private static byte[] edited(Consumer<byte[]> edit) throws IOException {
        byte[] archive = archive(new FileNode.RegularFile("file", METADATA, FileContent.of(new byte[0])));
        edit.accept(archive);
        fixChecksums(archive);
        return archive;
    }

    /** Makes each block that looks like a header pass for one, so that what comes after the check is tested. */
    private static void fixChecksums(byte[] archive) {
        for (int at = 0; at <= archive.length - TarReader.BLOCK; at += TarReader.BLOCK) {
            byte[] block = Arrays.copyOfRange(archive, at, at + TarReader.BLOCK);
            if (new String(block, 257, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
                byte[] sum = "%06o".formatted(UstarField.checksum(block)).getBytes();
                System.arraycopy(sum, 0, archive, at + 148, sum.length);
            }
        }
    }

    private static byte[] replace(byte[] bytes, String old, String replacement) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String from = new String(old.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return text.replace("path=" + from, "path=" + replacement).getBytes(StandardCharsets.ISO_8859_1);
    }
}
