package org.kubeos.diskimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.diskimage.io.AdaptiveIo;

/** Files of every length, read as a whole. */
class FileScanTest {

    private static final int MIB = 1 << 20;

    @TempDir
    Path directory;

    private Path file(int size) throws IOException {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(directory.resolve("file"), bytes);
    }

    private static byte[] read(Path file, AdaptiveIo way) throws IOException {
        var all = new ByteArrayOutputStream();
        FileScan.read(
                file,
                piece -> {
                    var bytes = new byte[piece.remaining()];
                    piece.get(bytes);
                    all.writeBytes(bytes);
                },
                way);
        return all.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 4096, MIB - 1, MIB, MIB + 1, 4 * MIB, 5 * MIB + 12_345})
    void readsAllOfIt(int size) throws IOException {
        Path file = file(size);
        byte[] expected = Files.readAllBytes(file);
        assertThat(read(file, new AdaptiveIo())).isEqualTo(expected);
        assertThat(read(file, new AdaptiveIo(1, Double.POSITIVE_INFINITY))).isEqualTo(expected);
        assertThat(read(file, new AdaptiveIo(Double.POSITIVE_INFINITY, 1))).isEqualTo(expected);
    }

    @Test
    void aFileThatShrinksMeanwhileIsAnError() throws IOException {
        Path file = file(8 * MIB);
        assertThatThrownBy(() -> FileScan.read(file, _ -> shrink(file))).isInstanceOf(EOFException.class);
    }

    private static void shrink(Path file) {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatTheUserOfTheBytesThrowsEndsIt() throws IOException {
        Path file = file(4 * MIB);
        assertThatThrownBy(() -> FileScan.read(file, _ -> {
                    throw new IllegalStateException("enough");
                }))
                .hasMessage("enough");
    }

    @Test
    void aMissingFileIsAnError() {
        assertThatThrownBy(() -> FileScan.read(directory.resolve("none"), _ -> {}))
                .isInstanceOf(NoSuchFileException.class);
    }
}
