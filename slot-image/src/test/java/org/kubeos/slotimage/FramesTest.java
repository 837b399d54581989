package org.kubeos.slotimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.luben.zstd.Zstd;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.kubeos.oci.Digest;
import org.kubeos.oci.OciException;

class FramesTest {

    private static final byte[] CONTENT = Contents.blocks(5, 1);

    private static Chunk chunk(byte[] content, byte[] frame) {
        return new Chunk(8192, content.length, Digest.of(content), 0, frame.length);
    }

    private static void refused(Chunk chunk, byte[] frame, String problem) {
        var content = new byte[Chunker.MAX_SIZE];
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> Frames.decompress(chunk, frame, content, "image"))
                .withMessageStartingWith("The chunk at byte 8192 of the slot image of image is damaged: ")
                .withMessageContaining(problem);
        assertThat(Arrays.copyOfRange(content, chunk.length(), content.length))
                .as("what is behind the chunk")
                .isEqualTo(new byte[content.length - chunk.length()]);
    }

    @Test
    void frameGivesTheChunkBack() {
        byte[] frame = Frames.compress(CONTENT);
        assertThat(frame.length).isLessThan(CONTENT.length);
        var content = new byte[Chunker.MAX_SIZE];
        Frames.decompress(chunk(CONTENT, frame), frame, content, "image");
        assertThat(Arrays.copyOf(content, CONTENT.length)).isEqualTo(CONTENT);
        // The frame may lie in a larger buffer.
        Arrays.fill(content, (byte) 0);
        Frames.decompress(chunk(CONTENT, frame), Arrays.copyOf(frame, frame.length + 100), content, "image");
        assertThat(Arrays.copyOf(content, CONTENT.length)).isEqualTo(CONTENT);
    }

    @Test
    void zerosNeedNoFrame() {
        var content = new byte[8192];
        Arrays.fill(content, (byte) 1);
        Frames.decompress(new Chunk(0, 4096, Digest.of(new byte[4096]), 0, 0), new byte[0], content, "image");
        assertThat(Arrays.copyOf(content, 4096)).isEqualTo(new byte[4096]);
        assertThat(content[4096]).isEqualTo((byte) 1);
    }

    @Test
    void otherContentIsRefused() {
        byte[] other = CONTENT.clone();
        other[100] ^= 1;
        byte[] frame = Frames.compress(other);
        refused(chunk(CONTENT, frame), frame, "its digest is sha256:");
    }

    @Test
    void contentOfAnotherLengthIsRefused() {
        byte[] shorter = Frames.compress(Arrays.copyOf(CONTENT, 4096));
        refused(chunk(CONTENT, shorter), shorter, "it has 4096 bytes");
        // 64 MiB of zeros in some kilobytes.
        byte[] bomb = Zstd.compress(new byte[64 << 20], 1);
        assertThat(bomb.length).isLessThan(CONTENT.length);
        refused(chunk(CONTENT, bomb), bomb, "Destination buffer is too small");
    }

    @Test
    void whatIsNoFrameIsRefused() {
        byte[] noise = Contents.blocks(1, 2);
        refused(chunk(CONTENT, noise), noise, "Unknown frame descriptor");
        byte[] frame = Frames.compress(CONTENT);
        byte[] cut = Arrays.copyOf(frame, frame.length - 10);
        refused(chunk(CONTENT, cut), cut, "");
        byte[] followed = Arrays.copyOf(frame, frame.length + 10);
        refused(chunk(CONTENT, followed), followed, "");
    }
}
