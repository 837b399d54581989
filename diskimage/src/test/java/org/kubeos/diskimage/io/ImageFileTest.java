package org.kubeos.diskimage.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kubeos.diskimage.RandomTests;
import org.kubeos.testkit.Tool;

/** What is in a file, and in the system's cache of it, after writes of every size and place. */
class ImageFileTest {

    private static final int MIB = 1 << 20;
    private static final int PAGE = 4096;

    @TempDir
    Path directory;

    enum Way {
        DIRECT,
        CACHED,
        CHOSEN;

        AdaptiveIo choice() {
            return switch (this) {
                case DIRECT -> new AdaptiveIo(1, Double.POSITIVE_INFINITY);
                case CACHED -> new AdaptiveIo(Double.POSITIVE_INFINITY, 1);
                case CHOSEN -> new AdaptiveIo();
            };
        }
    }

    /** Another program tells whether the file system has direct access: that this one finds it is part of the test. */
    private void requireDirectAccess() {
        Path probe = directory.resolve("probe");
        assumeThat(Tool.run("dd", "if=/dev/zero", "of=" + probe, "bs=4096", "count=1", "oflag=direct")
                        .exitCode())
                .as("exit code of a direct write")
                .isZero();
        assumeThat(cachedBytes(probe)).as("what it leaves in the cache").isZero();
    }

    /** Bytes of a file that are in the system's cache. */
    private static long cachedBytes(Path file) {
        return Long.parseLong(Tool.run("fincore", "-b", "-n", "-o", "RES", file.toString())
                .expectSuccess()
                .text()
                .strip());
    }

    private static ByteBuffer randomBytes(Random random, int length) {
        int skipped = random.nextInt(3) == 0 ? random.nextInt(PAGE) : 0;
        ByteBuffer memory = random.nextInt(4) == 0
                ? ByteBuffer.allocate(skipped + length)
                : DirectAccess.allocate(skipped + length);
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return memory.position(skipped).put(bytes).flip().position(skipped);
    }

    @ParameterizedTest
    @EnumSource
    void holdsWhatWasWritten(Way way) throws IOException {
        RandomTests.announce("writes to an image file, " + way);
        var random = new Random(RandomTests.SEED);
        var expected = new byte[16 * MIB];
        Path file = directory.resolve("image");
        try (var image = ImageFile.createSparse(file, expected.length, way.choice())) {
            for (int i = 0; i < 100; i++) {
                int length = random.nextBoolean() ? random.nextInt(2 * MIB) : (1 + random.nextInt(256)) * PAGE;
                int position = random.nextInt(expected.length - length);
                if (random.nextInt(4) > 0) {
                    position -= position % PAGE;
                }
                ByteBuffer bytes = randomBytes(random, length);
                bytes.get(bytes.position(), expected, position, length);
                image.write(bytes, position);
                assertThat(bytes.remaining()).isZero();
            }
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(expected);
    }

    @Test
    void directWritesLeaveTheCacheAlone() throws IOException {
        Path file = directory.resolve("image");
        requireDirectAccess();
        try (var image = ImageFile.createSparse(file, 8 * MIB, Way.DIRECT.choice())) {
            image.write(DirectAccess.allocate(8 * MIB), 0);
        }
        assertThat(cachedBytes(file)).isZero();
    }

    @Test
    void cachedWritesDoNot() throws IOException {
        Path file = directory.resolve("image");
        try (var image = ImageFile.createSparse(file, 8 * MIB, Way.CACHED.choice())) {
            image.write(DirectAccess.allocate(8 * MIB), 0);
        }
        assertThat(cachedBytes(file)).isEqualTo(8 * MIB);
    }

    /** File systems may open a file for direct access, and then have no such writes. */
    @Test
    void whatDirectAccessRefusesGoesThroughTheCache() throws IOException {
        Path file = directory.resolve("image");
        FileChannel refusing = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
        FileChannel sound = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        ByteBuffer bytes = DirectAccess.allocate(MIB).put(0, new byte[] {1, 2, 3});
        try (var image = new ImageFile(sound, Optional.of(refusing), Way.DIRECT.choice())) {
            image.write(bytes.duplicate(), 0);
            assertThat(refusing.isOpen()).isFalse();
            image.write(bytes.duplicate(), MIB);
        }
        assertThat(Files.size(file)).isEqualTo(2 * MIB);
        assertThat(Files.mismatch(file, Files.write(directory.resolve("same"), twice(bytes))))
                .isEqualTo(-1);
    }

    private static byte[] twice(ByteBuffer bytes) {
        var both = new byte[2 * bytes.remaining()];
        bytes.get(bytes.position(), both, 0, bytes.remaining());
        System.arraycopy(both, 0, both, bytes.remaining(), bytes.remaining());
        return both;
    }

    @Test
    void aFullDiskIsAnErrorEitherWay() throws IOException {
        Path full = Path.of("/dev/full");
        var image = new ImageFile(
                FileChannel.open(full, StandardOpenOption.WRITE),
                Optional.of(FileChannel.open(full, StandardOpenOption.WRITE)),
                Way.DIRECT.choice());
        try (image) {
            assertThatThrownBy(() -> image.write(DirectAccess.allocate(MIB), 0))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left on device");
        }
    }
}
