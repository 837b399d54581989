package org.kubeos.diskimage.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kubeos.diskimage.tree.Holes.CHUNK;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.diskimage.tree.FileContent.Extent;

class HolesTest {

    /** Bytes that are not zero stand at {@code marks}, separated by spaces. */
    @ParameterizedTest
    @CsvSource({
        "0,       '',              ''",
        "1048575, '',              0+1048575",
        "1048576, '',              ''",
        "1048576, 1048575,         0+1048576",
        "1048577, 0,               0+1048576",
        "1048577, 1048576,         1048576+1",
        "4194304, '0 4194303',     '0+1048576 3145728+1048576'",
        "4194304, '1048575 1048576', 0+2097152",
        "4194304, '1100000 2100000', 1048576+2097152",
    })
    void areAlignedChunksOfZeros(int size, String marks, String extents) throws IOException {
        var bytes = new byte[size];
        for (String mark : marks.isEmpty() ? new String[0] : marks.split(" ")) {
            bytes[Integer.parseInt(mark)] = 1;
        }
        for (FileContent content : List.of(FileContent.of(bytes), sparse(bytes, 512), sparse(bytes, 1 << 16))) {
            FileContent result = Holes.byContent(content);

            assertThat(result.data().stream().map(e -> e.offset() + "+" + e.length()))
                    .containsExactly(extents.isEmpty() ? new String[0] : extents.split(" "));
            assertThat(bytes(result)).isEqualTo(bytes);
            assertThat(Holes.byContent(result)).isSameAs(result);
            assertThat(bytes(Holes.none(result))).isEqualTo(bytes);
            assertThat(Holes.none(result).data()).hasSize(size == 0 ? 0 : 1);
        }
    }

    @Test
    void ofAHugeHoleNothingIsRead() throws IOException {
        FileContent terabyte = FileContent.sparse(1L << 40, List.of(new Extent(0, 1)), FileContent.of(new byte[] {1}));

        assertThat(Holes.byContent(terabyte).data()).containsExactly(new Extent(0, CHUNK));
    }

    /** As a file system with blocks of this size would have it. */
    private static FileContent sparse(byte[] bytes, int block) {
        var extents = new ArrayList<Extent>();
        var packed = new ByteArrayOutputStream();
        for (int start = 0; start < bytes.length; start += block) {
            byte[] piece = Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + block));
            if (!Arrays.equals(piece, new byte[piece.length])) {
                extents.add(new Extent(start, piece.length));
                packed.writeBytes(piece);
            }
        }
        return FileContent.sparse(bytes.length, extents, FileContent.of(packed.toByteArray()));
    }

    private static byte[] bytes(FileContent content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        content.copyTo(Channels.newChannel(bytes), 0, content.size());
        return bytes.toByteArray();
    }
}
