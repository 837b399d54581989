package org.kubeos.diskimage.vhd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.diskimage.RandomTests;
import org.kubeos.diskimage.image.RandomWrites;
import org.kubeos.diskimage.raw.RawWriter;
import org.kubeos.testkit.QemuImg;

class VhdWriterTest {

    private static final long SEED = RandomTests.SEED;
    private static final long MIB = 1 << 20;
    private static final UUID ID = UUID.fromString("c2e5f0a1-1111-4222-8333-944444444444");

    @TempDir
    Path work;

    @ParameterizedTest
    @ValueSource(longs = {1, 513, 20 * 1024, 130 * 1024})
    void qemuSeesTheSameDiskAsInARawImage(long mebibytes) throws IOException {
        RandomTests.announce("VhdWriter: random writes");
        long size = mebibytes * MIB;
        Path raw = work.resolve("raw");
        Path image = work.resolve("image");
        try (var rawDisk = RawWriter.create(raw, size);
                var disk = VhdWriter.create(image, size, ID)) {
            new RandomWrites(work, SEED).write(30, 100_000, List.of(rawDisk, disk));
        }
        assertThat(QemuImg.info(image, "vpc"))
                .contains("\"virtual-size\": " + size + ",")
                .as("no warning")
                .doesNotContain("checksum");
        QemuImg.compare(image, "vpc", raw, "raw");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 513, 20 * 1024, 130 * 1024})
    void theFooterIsQemusButForTimeAndNames(long mebibytes) throws IOException {
        Path image = work.resolve("image");
        VhdWriter.create(image, mebibytes * MIB, ID).close();
        Path qemus = work.resolve("qemus");
        QemuImg.create(qemus, "vpc", mebibytes * MIB, "-o", "subformat=fixed,force_size=on");
        byte[] ours = footer(image);
        byte[] theirs = footer(qemus);
        for (byte[] footer : List.of(ours, theirs)) {
            Arrays.fill(footer, 24, 28, (byte) 0); // time
            Arrays.fill(footer, 32, 36, (byte) 0); // creator's version
            Arrays.fill(footer, 64, 84, (byte) 0); // checksum and identifier
        }
        assertThat(ours).isEqualTo(theirs);
    }

    @Test
    void nothingIsWrittenToTheFooter() throws IOException {
        try (var disk = VhdWriter.create(work.resolve("image"), MIB, ID);
                var source = FileChannel.open(Files.write(work.resolve("two"), new byte[2]))) {
            assertThatThrownBy(() -> disk.write(ByteBuffer.allocate(2), MIB - 1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> disk.transferFrom(source, 0, 2, MIB - 1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    private static byte[] footer(Path image) throws IOException {
        try (var file = Files.newByteChannel(image)) {
            var footer = ByteBuffer.allocate(512);
            file.position(file.size() - 512).read(footer);
            return footer.array();
        }
    }

    @Test
    void onlyWholeMebibytesAreTaken() {
        assertThatThrownBy(() -> VhdWriter.create(work.resolve("image"), MIB + 512, ID))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mebibytes");
    }
}
