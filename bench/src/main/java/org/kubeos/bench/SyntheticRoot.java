package org.kubeos.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import org.kubeos.diskimage.tar.TarWriter;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;

/** An archive like that of a small root file system: 9,000 files of 430 MB, most of them small, that compress to a third. */
final class SyntheticRoot {

    private static final int FILES = 9_000;
    private static final int FILES_PER_DIRECTORY = 12;
    private static final Instant TIME = Instant.EPOCH;

    private final Random random = new Random(1);
    private final byte[] words = new byte[64 << 10];

    void write(Path archive) throws IOException {
        random.nextBytes(words);
        try (TarWriter tar = TarWriter.create(archive)) {
            for (int i = 0; i < FILES; i++) {
                String directory = "usr/lib/package" + i / FILES_PER_DIRECTORY;
                if (i % FILES_PER_DIRECTORY == 0) {
                    tar.write(new FileNode.Directory(directory, FileMetadata.ofRoot(0755, TIME)));
                }
                tar.write(new FileNode.RegularFile(
                        directory + "/file" + i, FileMetadata.ofRoot(0644, TIME), FileContent.of(content())));
            }
        }
    }

    /** Sizes are log-normal, as files' sizes are; these parameters give a median of 3 KB and a mean of 42 KB. */
    private byte[] content() {
        int size = (int) Math.min(24 << 20, Math.exp(8 + 2.3 * random.nextGaussian()));
        var bytes = new byte[size];
        for (int at = 0; at < size; ) {
            int length = Math.min(size - at, 4 + random.nextInt(28));
            System.arraycopy(words, random.nextInt(words.length - length), bytes, at, length);
            at += length;
        }
        return bytes;
    }
}
