package org.kubeos.diskimage.ext4;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.diskimage.GrubJudge;
import org.kubeos.diskimage.RandomTests;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.testkit.E2fsck;

/** Random trees in file systems that are just large enough, judged by e2fsck and debugfs, some of them by GRUB too. */
class RandomTreesTest {

    @Test
    void areWhatTheyWere(@TempDir Path directory) {
        RandomTests.check("ext4 trees", directory, RandomTreesTest::check);
    }

    private static void check(long seed, Path work) throws IOException {
        Path image = work.resolve("image");
        List<FileNode> nodes = RandomTree.of(seed);
        Ext4Options options = Images.OPTIONS
                .withBlockSize(seed % 3 == 0 ? 1024 : 4096)
                .withHashSeed(new UUID(seed, seed % 5))
                .withJournal(seed % 4 != 0)
                .withChecksums(seed % 7 != 0);
        var size = new Ext4Size(options);
        for (FileNode node : nodes) {
            size.add(node);
        }
        Images.write(image, size.bytes(), options, nodes);
        E2fsck.expectClean(image);
        Images.expectSame(image, options, nodes);
        if (seed % 10 == 0) {
            List<FileNode> all = new ArrayList<>(nodes);
            all.add(new FileNode.Directory("lost+found", options.root()));
            GrubJudge.expectSame(image, all, Files.createDirectory(work.resolve("host")));
        }
    }
}
