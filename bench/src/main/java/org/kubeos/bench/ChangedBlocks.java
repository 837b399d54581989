package org.kubeos.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.kubeos.oci.Digest;

/** The blocks of a slot that another one has nowhere: the least that must be fetched in whole blocks. */
final class ChangedBlocks {

    /** In bytes: that of the file system. */
    private static final int BLOCK = 4096;

    private ChangedBlocks() {}

    /**
     * Writes the blocks that {@code content} has and {@code known} hasn't, each once.
     *
     * @param size of the content in bytes
     */
    static void write(Path content, long size, Path known, Path target) throws IOException {
        Set<Digest> seen = new HashSet<>();
        try (InputStream in = Files.newInputStream(known)) {
            for (byte[] block = in.readNBytes(BLOCK); block.length > 0; block = in.readNBytes(BLOCK)) {
                seen.add(digest(block));
            }
        }
        try (InputStream in = Files.newInputStream(content);
                OutputStream out = Files.newOutputStream(target)) {
            for (long position = 0; position < size; position += BLOCK) {
                byte[] block = in.readNBytes((int) Math.min(BLOCK, size - position));
                if (seen.add(digest(block))) {
                    out.write(block);
                }
            }
        }
    }

    private static Digest digest(byte[] block) {
        return Digest.of(block);
    }
}
