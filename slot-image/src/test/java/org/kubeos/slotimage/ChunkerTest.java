package org.kubeos.slotimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kubeos.slotimage.Contents.BLOCK;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.kubeos.oci.Digest;

class ChunkerTest {

    private static List<Integer> lengths(byte[] content) {
        return Contents.cut(content).stream().map(chunk -> chunk.length / BLOCK).toList();
    }

    private static Set<Digest> digests(byte[] content) {
        return Contents.cut(content).stream().map(Digest::of).collect(Collectors.toSet());
    }

    @Test
    void chunksAreTheWholeContentInItsOrder() throws Exception {
        byte[] content = Contents.join(Contents.blocks(500, 1), Contents.zeros(70), Contents.blocks(99, 2));
        var offsets = new ArrayList<Long>();
        long size = Chunker.cut(new ByteArrayInputStream(content), (offset, _) -> offsets.add(offset));
        List<byte[]> chunks = Contents.cut(content);
        assertThat(Contents.join(chunks.toArray(byte[][]::new))).isEqualTo(content);
        assertThat(size).isEqualTo(content.length);
        long at = 0;
        for (int i = 0; i < chunks.size(); i++) {
            assertThat(offsets.get(i)).isEqualTo(at);
            at += chunks.get(i).length;
        }
    }

    @Test
    void chunksHaveBoundsAndTheirAverageIsInBetween() {
        List<byte[]> chunks = Contents.cut(Contents.blocks(4000, 3));
        assertThat(chunks.subList(0, chunks.size() - 1))
                .allSatisfy(chunk -> assertThat(chunk.length)
                        .isBetween(Chunker.MIN_SIZE, Chunker.MAX_SIZE)
                        .matches(length -> length % BLOCK == 0));
        assertThat(4000 / chunks.size()).isBetween(22, 38);
    }

    /** Files end in the middle of a block, mostly, and the rest is zeros. */
    @Test
    void endsOfFilesAreCutsMoreOften() {
        byte[] content = Contents.blocks(4000, 11);
        for (int end = Contents.BLOCK; end <= content.length; end += Contents.BLOCK) {
            Arrays.fill(content, end - 8, end, (byte) 0);
        }
        assertThat(4000.0 / Contents.cut(content).size()).isBetween(4.5, 5.5);
        for (int end = Contents.BLOCK; end <= content.length; end += Contents.BLOCK) {
            content[end - 8] = 1;
        }
        assertThat(4000 / Contents.cut(content).size()).isBetween(22, 38);
    }

    @Test
    void whatIsInsertedMovesNoOtherCut() {
        byte[] before = Contents.blocks(2000, 4);
        byte[] after = Contents.join(
                Arrays.copyOf(before, 900 * BLOCK),
                Contents.blocks(7, 5),
                Arrays.copyOfRange(before, 900 * BLOCK, before.length));
        var fresh = new HashSet<>(digests(after));
        fresh.removeAll(digests(before));
        assertThat(fresh).hasSizeBetween(1, 4);
    }

    @Test
    void runsOfZerosAreChunksOfTheirOwn() {
        byte[] data = Contents.blocks(6, 6);
        List<byte[]> chunks = Contents.cut(Contents.join(data, Contents.zeros(150), data));
        List<byte[]> zero = chunks.stream()
                .filter(chunk -> Arrays.equals(chunk, new byte[chunk.length]))
                .toList();
        assertThat(zero).extracting(chunk -> chunk.length / BLOCK).containsExactly(64, 64, 22);
        // Wherever the run lies and however long it is, what follows is cut alike.
        assertThat(digests(Contents.join(data, Contents.zeros(4), data))).containsAll(digests(data));
        assertThat(digests(Contents.join(data, Contents.zeros(130), data))).containsAll(digests(data));
    }

    @Test
    void aFewZerosStayWithWhatIsAroundThem() {
        byte[] content = Contents.join(Contents.blocks(1, 7), Contents.zeros(3), Contents.blocks(1, 8));
        assertThat(lengths(content)).containsExactly(5);
        assertThat(lengths(Contents.zeros(2))).containsExactly(2);
    }

    @Test
    void whatHasNoCutIsCutAtTheMaximum() {
        // A block whose CRC ends no chunk, over and over.
        byte[] block = Contents.blocks(1, 1);
        for (long seed = 2; Contents.cut(repeat(block, 4)).getFirst().length < 4 * BLOCK || endsChunk(block); seed++) {
            block = Contents.blocks(1, seed);
        }
        assertThat(lengths(repeat(block, 150))).containsExactly(64, 64, 22);
    }

    private static boolean endsChunk(byte[] block) {
        return Contents.cut(repeat(block, 8)).size() > 1;
    }

    private static byte[] repeat(byte[] block, int count) {
        var all = new byte[count][];
        Arrays.fill(all, block);
        return Contents.join(all);
    }

    @Test
    void anEndWithinABlockIsPartOfTheLastChunk() {
        byte[] content = Arrays.copyOf(Contents.blocks(3, 9), 2 * BLOCK + 5);
        assertThat(Contents.join(Contents.cut(content).toArray(byte[][]::new))).isEqualTo(content);
        assertThat(Contents.cut(new byte[0])).isEmpty();
        assertThat(Contents.cut(new byte[] {1})).containsExactly(new byte[] {1});
    }

    /** Sources that give a few bytes at a time are cut as those that give all of them. */
    @Test
    void shortReadsChangeNothing() throws Exception {
        byte[] content = Contents.blocks(60, 10);
        var digests = new ArrayList<Digest>();
        var slow = new InputStream() {
            private int at;

            @Override
            public int read() {
                return at < content.length ? content[at++] & 0xFF : -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                if (at == content.length) {
                    return -1;
                }
                int count = Math.min(Math.min(length, 1000), content.length - at);
                System.arraycopy(content, at, buffer, offset, count);
                at += count;
                return count;
            }
        };
        Chunker.cut(slow, (_, chunk) -> {
            var bytes = new byte[chunk.remaining()];
            chunk.get(bytes);
            digests.add(Digest.of(bytes));
        });
        assertThat(digests)
                .isEqualTo(Contents.cut(content).stream().map(Digest::of).toList());
    }
}
