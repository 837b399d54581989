package org.kubeos.diskimage.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.kubeos.diskimage.DiskWriter;

/** The same random writes to several disks: small and large, over each other, in any order, and some of them zeros. */
public final class RandomWrites {

    private static final int SOURCE_SIZE = 1 << 20;

    private final Random random;
    private final Path source;

    public RandomWrites(Path work, long seed) throws IOException {
        random = new Random(seed);
        source = work.resolve("source" + seed);
        byte[] bytes = new byte[SOURCE_SIZE];
        random.nextBytes(bytes);
        // Half of it compresses, and some is zero.
        for (int at = 0; at < SOURCE_SIZE; at += 8192) {
            Arrays.fill(bytes, at, at + 4096, (byte) (at / 65536 % 4));
        }
        Files.write(source, bytes);
    }

    /** Writes {@code count} pieces to each disk. All disks must have the same size. */
    public void write(int count, int maxLength, List<? extends DiskWriter> disks) throws IOException {
        long size = disks.getFirst().size();
        try (var file = FileChannel.open(source, StandardOpenOption.READ)) {
            for (int i = 0; i < count; i++) {
                int length = random.nextInt((int) Math.min(Math.min(maxLength, SOURCE_SIZE), size) + 1);
                long position = random.nextInt(SOURCE_SIZE - length + 1);
                long offset = random.nextLong(size - length + 1);
                boolean transfer = random.nextBoolean();
                boolean zeros = random.nextInt(4) == 0;
                ByteBuffer bytes = ByteBuffer.allocate(length);
                if (!zeros) {
                    file.read(bytes, position);
                }
                for (DiskWriter disk : disks) {
                    if (transfer) {
                        disk.transferFrom(file, position, length, offset);
                    } else {
                        disk.write(bytes.duplicate().rewind(), offset);
                    }
                }
            }
        }
    }
}
