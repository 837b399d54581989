package org.kubeos.diskimage.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.diskimage.cluster.StoredCluster;
import org.kubeos.diskimage.image.RandomWrites;
import org.kubeos.diskimage.io.ImageFile;
import org.kubeos.diskimage.raw.RawWriter;
import org.kubeos.testkit.QemuImg;
import org.kubeos.testkit.Tool;

class VmdkWriterTest {

    private static final long SEED = Long.getLong("kbimg.seed", 20260101L);
    private static final int GRAIN = 1 << 16;

    @TempDir
    Path work;

    // One grain; a table of grains less one, full, and one more; a disk of the usual size.
    @ParameterizedTest
    @ValueSource(longs = {GRAIN, 511 * GRAIN, 512 * GRAIN, 513 * GRAIN, 20L << 30})
    void qemuSeesTheSameDiskAsInARawImage(long size) throws IOException {
        System.out.println("VmdkWriterTest seed " + SEED);
        Path raw = work.resolve("raw");
        Path image = work.resolve("image");
        try (var rawDisk = RawWriter.create(raw, size);
                var disk = VmdkWriter.create(image, size, 2)) {
            new RandomWrites(work, SEED).write(100, 300_000, List.of(rawDisk, disk));
            for (long offset : new long[] {0, size - 512}) {
                rawDisk.write(ByteBuffer.wrap(pattern(512)), offset);
                disk.write(ByteBuffer.wrap(pattern(512)), offset);
            }
        }
        QemuImg.check(image);
        QemuImg.compare(image, "vmdk", raw, "raw");
        assertThat(QemuImg.info(image, "vmdk"))
                .contains("\"virtual-size\": " + size + ",")
                .contains("\"create-type\": \"streamOptimized\"");
    }

    @Test
    void theEndsOfTheLargestDiskAreWritten() throws IOException {
        long size = 2L << 40;
        Path image = work.resolve("image");
        try (var disk = VmdkWriter.create(image, size, 1)) {
            disk.write(ByteBuffer.wrap(pattern(512)), size - 512);
            disk.write(ByteBuffer.wrap(pattern(512)), 0);
        }
        expectReads(image, "read -P 0x45 0 512", "read -P 0 512 65024", "read -P 0x45 " + (size - 512) + " 512");
    }

    @Test
    void anImageMayGrowToTwoTebibytesAndNoFurther() throws IOException {
        Path image = work.resolve("image");
        // Sector numbers have 32 bits: here the first grain's has the highest one set already.
        try (var file = ImageFile.create(image);
                var stream = new GrainStream(file, 2 * GRAIN, 0x8000_0000L)) {
            stream.add(grain(1));
            stream.finish();
        }
        expectReads(image, "read -P 0 0 " + GRAIN, "read -P 0x45 " + GRAIN + " " + GRAIN);

        try (var file = ImageFile.create(image);
                var full = new GrainStream(file, 2 * GRAIN, 0xFFFF_FFFEL)) {
            full.add(grain(0));
            assertThatThrownBy(() -> full.add(grain(1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("over 2 TiB");
        }
    }

    private static StoredCluster grain(long number) {
        try (var compressor = new GrainCompressor()) {
            return new StoredCluster(number, compressor.compress(pattern(GRAIN)));
        }
    }

    private static void expectReads(Path image, String... reads) {
        List<String> command = new ArrayList<>(List.of("qemu-io", "-r", "-f", "vmdk"));
        for (String read : reads) {
            command.addAll(List.of("-c", read));
        }
        command.add(image.toString());
        Tool.Result result = Tool.run(command.toArray(String[]::new));
        assertThat(result.expectSuccess().text()).doesNotContain("failed");
    }

    @Test
    void incompressibleGrainsAreKept() throws IOException {
        Path raw = work.resolve("raw");
        Path image = work.resolve("image");
        byte[] bytes = new byte[4 * GRAIN];
        new Random(SEED).nextBytes(bytes);
        try (var rawDisk = RawWriter.create(raw, bytes.length);
                var disk = VmdkWriter.create(image, bytes.length, 1)) {
            rawDisk.write(ByteBuffer.wrap(bytes), 0);
            disk.write(ByteBuffer.wrap(bytes), 0);
        }
        QemuImg.check(image);
        QemuImg.compare(image, "vmdk", raw, "raw");
    }

    @Test
    void theSameContentsGiveTheSameBytesOnAnyNumberOfThreadsInAnyOrder() throws IOException {
        byte[] first = image(1, 0, 3 * GRAIN);
        assertThat(image(2, 3 * GRAIN, 0)).isEqualTo(first);
        assertThat(image(1, 0, 4 * GRAIN)).isNotEqualTo(first);
    }

    private byte[] image(int threads, long... offsets) throws IOException {
        Path image = work.resolve("image" + threads);
        try (var disk = VmdkWriter.create(image, 16 * GRAIN, threads)) {
            for (long offset : offsets) {
                disk.write(ByteBuffer.wrap(pattern(GRAIN)), offset);
            }
        }
        return Files.readAllBytes(image);
    }

    @Test
    void theContentIdFollowsFromTheContents() throws IOException {
        assertThat(contentId(image(1, 0))).isEqualTo(contentId(image(2, 0))).isNotEqualTo(contentId(image(1, GRAIN)));
    }

    private static String contentId(byte[] image) {
        String descriptor = new String(image, 512, 1024, StandardCharsets.US_ASCII);
        return descriptor
                .lines()
                .filter(line -> line.startsWith("CID="))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatWaitsToBeCompressedHasNoName() throws IOException {
        try (var disk = VmdkWriter.create(work.resolve("image"), GRAIN, 1)) {
            disk.write(ByteBuffer.wrap(pattern(1)), 0);
            try (Stream<Path> files = Files.list(work)) {
                assertThat(files).containsExactly(work.resolve("image"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, GRAIN + 512, (2L << 40) + GRAIN})
    void whatTheFormatCannotHoldIsRefused(long size) {
        assertThatThrownBy(() -> VmdkWriter.create(work.resolve("image"), size, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65536");
    }

    @Test
    void nothingIsWrittenBeyondTheEnd() throws IOException {
        try (var disk = VmdkWriter.create(work.resolve("image"), GRAIN, 1)) {
            assertThatThrownBy(() -> disk.write(ByteBuffer.allocate(2), GRAIN - 1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    private static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0x45);
        return bytes;
    }
}
