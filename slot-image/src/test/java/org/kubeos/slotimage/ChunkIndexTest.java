package org.kubeos.slotimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kubeos.oci.Digest;
import org.kubeos.oci.OciException;

class ChunkIndexTest {

    private static final int BLOCK = Chunker.BLOCK_SIZE;
    private static final Digest ONE = Digest.of(new byte[] {1});
    private static final Digest TWO = Digest.of(new byte[] {2});
    private static final Digest ZEROS = Digest.of(new byte[2 * BLOCK]);

    /** Data, zeros, other data, and the first data again. */
    private static final ChunkIndex INDEX = new ChunkIndex(List.of(
            new Chunk(0, 4 * BLOCK, ONE, 0, 100),
            new Chunk(4 * BLOCK, 2 * BLOCK, ZEROS, 0, 0),
            new Chunk(6 * BLOCK, 5 * BLOCK, TWO, 100, 70),
            new Chunk(11 * BLOCK, 4 * BLOCK, ONE, 0, 100)));

    @Test
    void indexSurvivesEncoding() {
        ChunkIndex parsed = ChunkIndex.parse(INDEX.encode(), "image");
        assertThat(parsed).isEqualTo(INDEX);
        assertThat(parsed.size()).isEqualTo(15 * BLOCK);
        assertThat(parsed.storedSize()).isEqualTo(170);
    }

    /** The bytes that docs/slot-image.md describes. */
    @Test
    void encodingIsAsDocumented() {
        byte[] encoded = INDEX.encode();
        assertThat(encoded).hasSize(32 + 4 * 40);
        assertThat(Arrays.copyOf(encoded, 36)).isEqualTo(new byte[] {
            'K',
            'U',
            'B',
            'E',
            'O',
            'S',
            'C',
            'I',
            1,
            0,
            0,
            0,
            0,
            0x10,
            0,
            0,
            0,
            (byte) 0xF0,
            0,
            0,
            0,
            0,
            0,
            0,
            4,
            0,
            0,
            0,
            0,
            0,
            4,
            0,
            0,
            0x40,
            0,
            0
        });
    }

    private static byte[] damaged(Consumer<ByteBuffer> damage) {
        byte[] encoded = INDEX.encode();
        damage.accept(ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN));
        return encoded;
    }

    static List<Arguments> damages() {
        return List.of(
                Arguments.of(new byte[0], "has only 0 bytes"),
                Arguments.of(new byte[31], "has only 31 bytes"),
                Arguments.of(damaged(index -> index.put(0, (byte) 'X')), "doesn't begin with KUBEOSCI"),
                Arguments.of(damaged(index -> index.putInt(8, 2)), "has the format 2, but only 1 is known here"),
                Arguments.of(damaged(index -> index.putInt(12, 512)), "its blocks have 512 bytes"),
                Arguments.of(damaged(index -> index.putLong(16, 16 * BLOCK)), "together, but the content 65536"),
                Arguments.of(damaged(index -> index.putLong(16, -1)), "together, but the content -1"),
                Arguments.of(damaged(index -> index.putInt(24, 3)), "160 bytes for 3 chunks"),
                Arguments.of(damaged(index -> index.putInt(24, -1)), "claims 4294967295 chunks"),
                Arguments.of(damaged(index -> index.putInt(24, 1 << 30)), "claims 1073741824 chunks"),
                Arguments.of(damaged(index -> index.putInt(24, 1 << 17)), "160 bytes for 131072 chunks"),
                Arguments.of(damaged(index -> index.putInt(28, Integer.MAX_VALUE)), "have up to 2147483647 bytes"),
                Arguments.of(damaged(index -> index.putInt(28, 0)), "have up to 0 bytes"),
                Arguments.of(damaged(index -> index.putInt(32, 0)), "chunk at byte 0 has 0 bytes"),
                Arguments.of(damaged(index -> index.putInt(32, -BLOCK)), "chunk at byte 0 has 4294963200 bytes"),
                Arguments.of(damaged(index -> index.putInt(32, 100)), "chunk at byte 0 has 100 bytes"),
                Arguments.of(damaged(index -> index.putInt(32, 65 * BLOCK)), "chunk at byte 0 has 266240 bytes"),
                Arguments.of(damaged(index -> index.putInt(36, 1 << 20)), "is stored in 1048576 bytes"),
                Arguments.of(damaged(index -> index.putInt(36, -1)), "is stored in 4294967295 bytes"),
                Arguments.of(damaged(index -> index.putInt(36, 0)), "isn't stored, but is not all zeros"),
                Arguments.of(damaged(index -> index.putInt(36, 99)), "the same digest, but not the same size"),
                Arguments.of(damaged(index -> index.putInt(152, 5 * BLOCK)), "the same digest, but not the same size"),
                Arguments.of(damaged(index -> index.putInt(72, 3 * BLOCK)), "isn't stored, but is not all zeros"),
                Arguments.of(Arrays.copyOf(INDEX.encode(), 191), "has 159 bytes for 4 chunks"),
                Arguments.of(Arrays.copyOf(INDEX.encode(), 193), "has 161 bytes for 4 chunks"));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void damageIsNamed(byte[] encoded, String problem) {
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> ChunkIndex.parse(encoded, "image"))
                .withMessageStartingWith("The chunk index of image ")
                .withMessageContaining(problem);
    }
}
