package org.kubeos.diskimage;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.diskimage.raw.RawWriter;
import org.kubeos.testkit.Tool;

class MirroredDiskTest {

    private static final long SIZE = 1 << 20;

    @TempDir
    Path temp;

    @Test
    void bothDisksGetTheSameBytes() throws IOException {
        Path source = Files.writeString(temp.resolve("source"), "what a file holds ".repeat(1000));
        Path expected = temp.resolve("expected");
        try (DiskWriter first = RawWriter.create(temp.resolve("first"), SIZE);
                DiskWriter second = RawWriter.create(temp.resolve("second"), SIZE);
                DiskWriter alone = RawWriter.create(expected, SIZE);
                FileChannel file = FileChannel.open(source)) {
            for (DiskWriter disk : new DiskWriter[] {new MirroredDisk(first, second), alone}) {
                disk.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 700);
                disk.transferFrom(file, 5, 9000, 4096);
                disk.slice(8 << 10, 4096).write(ByteBuffer.wrap(new byte[] {4, 5}), 10);
            }
        }
        for (String name : new String[] {"first", "second"}) {
            Tool.run("cmp", expected.toString(), temp.resolve(name).toString()).expectSuccess();
        }
    }

    @Test
    void disksOfDifferentSizesAreNoMirrors() throws IOException {
        try (DiskWriter large = RawWriter.create(temp.resolve("large"), SIZE);
                DiskWriter small = RawWriter.create(temp.resolve("small"), SIZE / 2)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new MirroredDisk(large, small))
                    .withMessage("a disk of 1048576 bytes has no mirror of 524288 bytes");
        }
    }
}
