package org.kubeos.slotimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.testkit.Veritysetup;

class VerityTreeTest {

    @TempDir
    Path temp;

    /** Around the numbers of blocks at which a tree gets another level. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 127, 128, 129, 256, 16_384, 16_385})
    void rootIsThatOfVeritysetup(int blocks) throws Exception {
        byte[] content = Contents.blocks(blocks, blocks);
        var tree = new VerityTree();
        int step = 100 * Contents.BLOCK;
        for (int at = 0; at < content.length; at += step) {
            tree.add(VerityTree.hashBlocks(Arrays.copyOfRange(content, at, Math.min(at + step, content.length))));
        }
        Path data = Files.write(temp.resolve("data"), content);
        assertThat(tree.root()).isEqualTo(Veritysetup.rootHash(data, temp.resolve("hashes")));
    }
}
