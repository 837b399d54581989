package org.kubeos.diskimage.fat;

import static org.kubeos.diskimage.fat.FatImages.MIB;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.diskimage.GrubJudge;
import org.kubeos.diskimage.RandomTests;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.testkit.FsckFat;

/** Random trees in file systems of every kind, judged by fsck.fat and mtools, some of them by GRUB too. */
class RandomTreesTest {

    private enum Kind {
        FAT16(FatType.FAT16, 512, 10 * MIB),
        FAT16_LARGE_SECTORS(FatType.FAT16, 4096, 32 * MIB),
        FAT32(FatType.FAT32, 512, 40 * MIB),
        FAT32_LARGE_SECTORS(FatType.FAT32, 4096, 300 * MIB);

        private final FatType type;
        private final int sectorSize;
        private final long size;

        Kind(FatType type, int sectorSize, long size) {
            this.type = type;
            this.sectorSize = sectorSize;
            this.size = size;
        }
    }

    @Test
    void comeOutAsTheyWentIn(@TempDir Path directory) {
        RandomTests.check("FAT trees", directory, (seed, work) -> {
            var random = new Random(seed);
            check(Kind.values()[random.nextInt(4)], seed, random.nextInt(40), work, seed % 10 == 0);
        });
    }

    /** More than a cluster of entries in a directory; mcopy's time grows with their square. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void largeOnesToo(long seed, @TempDir Path work) throws IOException {
        check(Kind.values()[(int) seed - 1], seed, 200, work, true);
    }

    private static void check(Kind kind, long seed, int count, Path work, boolean grub) throws IOException {
        FatOptions options = FatImages.OPTIONS.withType(kind.type).withSectorSize(kind.sectorSize);
        List<FileNode> nodes = RandomTree.of(seed, count, kind.sectorSize * (1 + (int) (seed & 3)));
        Path image = FatImages.write(
                work.resolve("image"), kind.size, seed % 3 == 0 ? options.withLabel("SEED") : options, nodes);
        FsckFat.check(image);
        FatImages.expectSame(image, nodes);
        if (grub) {
            GrubJudge.expectSame(image, nodes, Files.createDirectory(work.resolve("host")));
        }
    }
}
