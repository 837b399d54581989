package org.kubeos.diskimage.ext4;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.testkit.E2fsck;

/** Random trees in file systems that are just large enough, judged by e2fsck and debugfs. {@code -Dkbimg.trees} of them. */
class RandomTreesTest {

    private static final int TREES = Integer.getInteger("kbimg.trees", 200);
    private static final long FIRST_SEED = Long.getLong("kbimg.seed", 1);

    @Test
    void areWhatTheyWere(@TempDir Path directory) {
        System.out.println(
                "ext4: " + TREES + " random trees from seed " + FIRST_SEED + " on (kbimg.trees, kbimg.seed)");
        IntStream.range(0, TREES).parallel().forEach(i -> check(directory, FIRST_SEED + i));
    }

    private static void check(Path directory, long seed) {
        Path image = directory.resolve("tree" + seed);
        List<FileNode> nodes = RandomTree.of(seed);
        Ext4Options options = Images.OPTIONS
                .withBlockSize(seed % 3 == 0 ? 1024 : 4096)
                .withHashSeed(new UUID(seed, seed % 5))
                .withJournal(seed % 4 != 0);
        try {
            var size = new Ext4Size(options);
            for (FileNode node : nodes) {
                size.add(node);
            }
            Images.write(image, size.bytes(), options, nodes);
            E2fsck.expectClean(image);
            Images.expectSame(image, options, nodes);
            Files.delete(image);
        } catch (Exception | AssertionError e) {
            throw new AssertionError("tree of seed " + seed, e);
        }
    }
}
