package org.kubeos.diskimage.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.RandomTests;
import org.kubeos.diskimage.image.RandomWrites;
import org.kubeos.diskimage.raw.RawWriter;
import org.kubeos.testkit.QemuImg;
import org.kubeos.testkit.Tool;

/** What is written is what QEMU sees, whatever the order, the cluster size and the compression. */
class Qcow2WriterTest {

    private static final long SEED = RandomTests.SEED;
    private static final int MIB = 1 << 20;

    @TempDir
    Path work;

    @ParameterizedTest
    @CsvSource({
        "512, 3000320, 300, 2000",
        "4096, 16777216, 300, 20000",
        "65536, 67108864, 200, 300000",
        "65536, 1099511627776, 60, 300000",
        "2097152, 100000256, 60, 1000000",
    })
    void randomWritesGiveTheSameDiskAsARawImage(int clusterSize, long size, int count, int maxLength)
            throws IOException {
        RandomTests.announce("Qcow2Writer: random writes");
        var options = Qcow2Options.defaults().withClusterSize(clusterSize);
        var variants = List.of(
                options,
                options.withCompression(Qcow2Compression.DEFLATE, 2),
                options.withCompression(Qcow2Compression.ZSTD, 2));
        Path raw = work.resolve("raw");
        List<DiskWriter> disks = new ArrayList<>();
        disks.add(RawWriter.create(raw, size));
        for (int i = 0; i < variants.size(); i++) {
            disks.add(Qcow2Writer.create(work.resolve("image" + i), size, variants.get(i)));
        }
        new RandomWrites(work, SEED).write(count, maxLength, disks);
        for (DiskWriter disk : disks) {
            disk.close();
        }
        for (int i = 0; i < variants.size(); i++) {
            Path image = work.resolve("image" + i);
            QemuImg.check(image);
            QemuImg.compare(image, "qcow2", raw, "raw");
            assertThat(QemuImg.info(image, "qcow2"))
                    .contains("\"virtual-size\": " + size + ",")
                    .contains("\"cluster-size\": " + clusterSize + ",")
                    .contains("\"compat\": \"1.1\"")
                    .contains("\"compression-type\": \"" + (i == 2 ? "zstd" : "zlib") + "\"");
        }
    }

    @ParameterizedTest
    @EnumSource(Qcow2Compression.class)
    void compressionGivesTheSameBytesOnAnyNumberOfThreads(Qcow2Compression compression) throws IOException {
        byte[] first = compressedImage(compression, 1);
        assertThat(compressedImage(compression, 2)).isEqualTo(first);
        assertThat(compressedImage(compression, 5)).isEqualTo(first);
    }

    private byte[] compressedImage(Qcow2Compression compression, int threads) throws IOException {
        Path image = work.resolve("image" + threads);
        var options = Qcow2Options.defaults().withCompression(compression, threads);
        try (var disk = Qcow2Writer.create(image, 64 * MIB, options)) {
            new RandomWrites(work, SEED).write(200, 300_000, List.of(disk));
        }
        return Files.readAllBytes(image);
    }

    @Test
    void whatWaitsToBeCompressedHasNoName() throws IOException {
        var options = Qcow2Options.defaults().withCompression(Qcow2Compression.ZSTD, 1);
        try (var disk = Qcow2Writer.create(work.resolve("image"), MIB, options)) {
            disk.write(ByteBuffer.wrap(new byte[] {1}), 0);
            try (Stream<Path> files = Files.list(work)) {
                assertThat(files).containsExactly(work.resolve("image"));
            }
        }
    }

    @Test
    void anEmptyDiskOfAnySizeIsATinyFile() throws IOException {
        for (long size : new long[] {0, 512, 20L << 30, 16L << 40}) {
            Path image = work.resolve("empty" + size);
            try (var disk = Qcow2Writer.create(image, size, Qcow2Options.defaults())) {
                if (size > 0) {
                    disk.write(ByteBuffer.allocate((int) Math.min(size, MIB)), 0);
                }
            }
            QemuImg.check(image);
            assertThat(QemuImg.info(image, "qcow2")).contains("\"virtual-size\": " + size);
            assertThat(Files.size(image)).isLessThanOrEqualTo(512 * 1024);
        }
    }

    @Test
    void theEndsOfALargeDiskAreWritten() throws IOException {
        long size = 16L << 40;
        Path image = work.resolve("large");
        byte[] pattern = new byte[512];
        Arrays.fill(pattern, (byte) 0x45);
        try (var disk = Qcow2Writer.create(image, size, Qcow2Options.defaults())) {
            disk.write(ByteBuffer.wrap(pattern), size - 512);
            disk.write(ByteBuffer.wrap(pattern), 0);
        }
        QemuImg.check(image);
        Tool.Result read = Tool.run(
                "qemu-io",
                "-f",
                "qcow2",
                "-c",
                "read -P 0x45 0 512",
                "-c",
                "read -P 0 512 65024",
                "-c",
                "read -P 0x45 " + (size - 512) + " 512",
                image.toString());
        assertThat(read.expectSuccess().text()).doesNotContain("failed");
    }

    @Test
    void oneTransferIsContiguousInTheFile() throws IOException {
        Path source = work.resolve("source");
        byte[] bytes = new byte[10 * MIB];
        new Random(SEED).nextBytes(bytes);
        Files.write(source, bytes);
        Path image = work.resolve("image");
        try (var file = FileChannel.open(source);
                var disk = Qcow2Writer.create(image, 64 * MIB, Qcow2Options.defaults())) {
            disk.transferFrom(file, 0, bytes.length, 3 * MIB + 1000);
        }
        byte[] written = Files.readAllBytes(image);
        int start = (1 << 16) + 1000;
        assertThat(ByteBuffer.wrap(written, start, bytes.length)).isEqualTo(ByteBuffer.wrap(bytes));
        QemuImg.check(image);
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        Path source = Files.write(work.resolve("source"), new byte[1000]);
        try (var file = FileChannel.open(source);
                var disk = Qcow2Writer.create(work.resolve("image"), MIB, Qcow2Options.defaults())) {
            assertThatThrownBy(() -> disk.write(ByteBuffer.allocate(2), MIB - 1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> disk.transferFrom(file, 0, 1000, MIB - 999))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> disk.transferFrom(file, 500, 501, 0)).isInstanceOf(EOFException.class);
        }
        assertThatThrownBy(() -> Qcow2Writer.create(work.resolve("odd"), 1000, Qcow2Options.defaults()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Qcow2Options(100_000, Optional.empty(), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
