package org.kubeos.diskimage.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.MemoryDisk;
import org.kubeos.diskimage.Mutation;
import org.kubeos.diskimage.RandomTests;
import org.kubeos.diskimage.UnsupportedImageException;
import org.kubeos.diskimage.image.DiskImages;
import org.kubeos.diskimage.image.RandomWrites;
import org.kubeos.diskimage.raw.RawWriter;
import org.kubeos.testkit.QemuImg;
import org.kubeos.testkit.Tool;

/** Reads what qemu-img wrote, and refuses the rest. */
class Qcow2ReaderTest {

    private static final long SEED = RandomTests.SEED;
    private static final int SIZE = 5 << 20;
    private static final int SMALL = 160 << 10;

    /** Behind the fields of version 3 and the first header extension's type and length. */
    private static final int HEADER_END = 112;

    @TempDir
    Path work;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-o compat=0.10",
                "-o compat=1.1",
                "-c",
                "-c -o compat=0.10",
                "-c -o compression_type=zstd",
                "-o cluster_size=512",
                "-c -o cluster_size=4096",
                "-c -o cluster_size=2M",
                "-c -o cluster_size=2M,compression_type=zstd",
                "-o preallocation=metadata",
                "-o preallocation=full",
                "-o refcount_bits=1",
            })
    void readsWhatQemuImgConverted(String options) throws IOException {
        Path raw = rawImage(SIZE);
        Path image = work.resolve("image");
        QemuImg.convertFromRaw(raw, image, "qcow2", options.split(" "));
        try (DiskReader disk = DiskImages.open(image)) {
            assertThat(disk).isInstanceOf(Qcow2Reader.class);
            assertThat(readAll(disk)).isEqualTo(Files.readAllBytes(raw));
            ByteBuffer piece = ByteBuffer.allocate(100_001);
            disk.read(piece, 60_001);
            assertThat(piece.array())
                    .isEqualTo(ByteBuffer.allocate(100_001)
                            .put(0, Files.readAllBytes(raw), 60_001, 100_001)
                            .array());
            assertThatThrownBy(() -> disk.read(ByteBuffer.allocate(2), SIZE - 1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void zeroClustersReadAsZerosWhereverTheyStand() throws IOException {
        Path image = work.resolve("image");
        QemuImg.create(image, "qcow2", SIZE);
        Tool.run(
                        "qemu-io",
                        "-f",
                        "qcow2",
                        "-c",
                        "write -P 7 0 1M",
                        "-c",
                        "write -z 256k 128k",
                        "-c",
                        "write -z -u 512k 128k",
                        image.toString())
                .expectSuccess();
        byte[] expected = new byte[SIZE];
        Arrays.fill(expected, 0, 1 << 20, (byte) 7);
        Arrays.fill(expected, 256 << 10, 384 << 10, (byte) 0);
        Arrays.fill(expected, 512 << 10, 640 << 10, (byte) 0);
        try (DiskReader disk = DiskImages.open(image)) {
            assertThat(readAll(disk)).isEqualTo(expected);
        }
    }

    @Test
    void aRawImageIsOpenedAsOne() throws IOException {
        Path raw = rawImage(SIZE);
        try (DiskReader disk = DiskImages.open(raw)) {
            assertThat(readAll(disk)).isEqualTo(Files.readAllBytes(raw));
        }
        Path tiny = Files.write(work.resolve("tiny"), new byte[] {1});
        try (DiskReader disk = DiskImages.open(tiny)) {
            assertThat(disk.size()).isEqualTo(1);
        }
    }

    @Test
    void whatIsNotSupportedIsNamed() throws IOException {
        Path base = work.resolve("base");
        QemuImg.create(base, "qcow2", SIZE);
        Path overlay = work.resolve("overlay");
        QemuImg.create(overlay, "qcow2", SIZE, "-b", base.toString(), "-F", "qcow2");
        assertRefused(overlay, "backing file");
        Path subclusters = work.resolve("subclusters");
        QemuImg.create(subclusters, "qcow2", SIZE, "-o", "extended_l2=on");
        assertRefused(subclusters, "subclusters");
        Path split = work.resolve("split");
        QemuImg.create(split, "qcow2", SIZE, "-o", "data_file=" + work.resolve("data"));
        assertRefused(split, "another file");
        Path encrypted = work.resolve("encrypted");
        QemuImg.create(
                encrypted,
                "qcow2",
                SIZE,
                "--object",
                "secret,id=key,data=passphrase",
                "-o",
                "encrypt.format=aes,encrypt.key-secret=key");
        assertRefused(encrypted, "encrypted");
        Path future = work.resolve("future");
        byte[] image = Files.readAllBytes(base);
        image[72] = 1;
        Files.write(future, image);
        assertRefused(future, "unknown feature");
        image[7] = 4;
        Files.write(future, image);
        assertRefused(future, "version 4");
    }

    private static void assertRefused(Path image, String reason) {
        assertThatThrownBy(() -> DiskImages.open(image))
                .isInstanceOf(UnsupportedImageException.class)
                .hasMessageContaining(reason);
    }

    /** Header fields that can't be true: offset, width, value, and what the refusal says. */
    @ParameterizedTest
    @CsvSource({
        "20, 4, 8, cluster size",
        "20, 4, -1, cluster size",
        "24, 8, -1, disk size",
        "24, 8, 9223372036854775807, L1 table",
        "24, 8, 1099511627776, L1 table",
        "36, 4, 0, L1 table",
        "40, 8, 1, L1 table",
        "40, 8, -65536, offset 18446744073709486080",
        "36, 4, -1, L1 table of 4294967295 entries",
        "40, 8, 281474976710656, L1 table",
        "100, 4, 1000000000, header length",
    })
    void hostileHeadersAreRefused(int offset, int width, long value, String reason) throws IOException {
        Path image = work.resolve("image");
        QemuImg.create(image, "qcow2", SIZE);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(image));
        if (width == 4) {
            bytes.putInt(offset, (int) value);
        } else {
            bytes.putLong(offset, value);
        }
        Files.write(image, bytes.array());
        assertThatThrownBy(() -> DiskImages.open(image))
                .isInstanceOf(CorruptImageException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-o cluster_size=4096", "-c -o cluster_size=4096", "-c -o compression_type=zstd"})
    void anyMutationGivesADiskOrARefusal(String options) throws IOException {
        Path image = work.resolve("image");
        QemuImg.convertFromRaw(rawImage(SMALL), image, "qcow2", options.split(" "));
        byte[] sound = Files.readAllBytes(image);
        Mutation.of(sound).between(0, HEADER_END).check("qcow2 header, " + options, this::readAll);
        Mutation.of(sound).between(HEADER_END, sound.length).check("qcow2 tables and data, " + options, this::readAll);
    }

    private void readAll(MemoryDisk damaged) throws IOException {
        Path image = Files.write(work.resolve("damaged"), damaged.toBytes());
        try (DiskReader disk = Qcow2Reader.open(image)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(disk.size(), SMALL));
            disk.read(bytes, 0);
            disk.read(bytes.clear(), disk.size() - bytes.capacity());
        }
    }

    private Path rawImage(int size) throws IOException {
        Path raw = work.resolve("raw");
        try (var disk = RawWriter.create(raw, size)) {
            new RandomWrites(work, SEED).write(30, 100_000, List.of(disk));
        }
        return raw;
    }

    private static byte[] readAll(DiskReader disk) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) disk.size());
        disk.read(bytes, 0);
        return bytes.array();
    }
}
