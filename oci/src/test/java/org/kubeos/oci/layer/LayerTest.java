package org.kubeos.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.oci.Compression;
import org.kubeos.testkit.Tool;

/** Layers before gzip, zstd and GNU tar. */
class LayerTest {

    private static final int BLOCK = ParallelGzipOutputStream.BLOCK_SIZE;

    @TempDir
    Path temp;

    /** Half of it random, half of it text that comes again: both sides of each block's edge matter. */
    private static byte[] content(int size) {
        var random = new Random(size);
        var content = new byte[size];
        random.nextBytes(content);
        for (int i = 0; i < size; i++) {
            content[i] = i / 1000 % 2 == 0 ? (byte) ("KubeOS ".charAt(i % 7)) : content[i];
        }
        return content;
    }

    private interface Compressor {
        OutputStream open(OutputStream target, int threads) throws IOException;
    }

    private static byte[] compress(Compressor compressor, byte[] content, int threads) throws IOException {
        var target = new ByteArrayOutputStream();
        try (OutputStream out = compressor.open(target, threads)) {
            // Uneven pieces, which have nothing to do with blocks.
            for (int start = 0; start < content.length; start += 7919) {
                out.write(content, start, Math.min(7919, content.length - start));
            }
        }
        return target.toByteArray();
    }

    private static byte[] unpacked(String tool, byte[] compressed) {
        return Tool.run(List.of(tool, "-dc"), compressed).expectSuccess().output();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 5 * BLOCK + 17})
    void gzipUnpacksWhatSeveralThreadsPacked(int size) throws IOException {
        byte[] content = content(size);

        assertThat(unpacked("gzip", compress(ParallelGzipOutputStream::new, content, 3)))
                .isEqualTo(content);
    }

    @Test
    void gzipSaysThatItIsOneSoundMember() throws IOException {
        byte[] content = content(5 * BLOCK);
        Path file = Files.write(temp.resolve("content.gz"), compress(ParallelGzipOutputStream::new, content, 2));

        Tool.run("gzip", "-t", file.toString()).expectSuccess();
        String listed = Tool.run("gzip", "-l", file.toString()).expectSuccess().text();
        // gzip reads the length from the end of the file: of several members it would be that of the last one.
        assertThat(listed).contains(" " + content.length + " ");
    }

    @Test
    void blocksCostLittle() throws IOException {
        byte[] content = content(20 * BLOCK);
        int alone =
                Tool.run(List.of("gzip", "-6", "-c"), content).expectSuccess().output().length;

        assertThat(compress(ParallelGzipOutputStream::new, content, 2).length).isLessThan(alone + alone / 100);
    }

    @Test
    void bytesDoNotDependOnTheNumberOfThreads() throws IOException {
        byte[] content = content(9 * BLOCK + 5);

        assertThat(compress(ParallelGzipOutputStream::new, content, 1))
                .isEqualTo(compress(ParallelGzipOutputStream::new, content, 5));
        byte[] large = content(24 << 20); // several of zstd's jobs
        assertThat(compress(ParallelZstd::open, large, 1)).isEqualTo(compress(ParallelZstd::open, large, 3));
    }

    @Test
    void zstdUnpacksWhatSeveralThreadsPacked() throws IOException {
        byte[] content = content(5 << 20);

        assertThat(unpacked("zstd", compress(ParallelZstd::open, content, 2))).isEqualTo(content);
    }

    @ParameterizedTest
    @EnumSource
    void tarFindsTheFileAsRootsOfThatDate(Compression compression) throws IOException {
        var osTar = new FileNode.RegularFile(
                "os.tar",
                FileMetadata.ofRoot(0644, Instant.parse("2026-01-01T00:00:00Z")),
                FileContent.of(content(BLOCK)));
        Path file = temp.resolve("layer");

        Layer layer = Layer.write(List.of(osTar), compression, file);

        String listed = Tool.run("tar", "--full-time", "--numeric-owner", "-tvf", file.toString())
                .expectSuccess()
                .text();
        assertThat(listed).matches("-rw-r--r-- 0/0 +" + BLOCK + " 2026-01-01 00:00:00 os.tar\n");
        assertThat(layer.blob().descriptor().mediaType()).isEqualTo(compression.mediaType());
        assertThat(layer.blob().descriptor().digest()).hasToString("sha256:" + sha256(Files.readAllBytes(file)));
        String tool = compression == Compression.GZIP ? "gzip" : "zstd";
        assertThat(layer.diffId()).hasToString("sha256:" + sha256(unpacked(tool, Files.readAllBytes(file))));
    }

    private static String sha256(byte[] content) {
        return Tool.run(List.of("sha256sum"), content).expectSuccess().text().split(" ")[0];
    }
}
