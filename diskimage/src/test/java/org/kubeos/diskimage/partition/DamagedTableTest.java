package org.kubeos.diskimage.partition;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.MemoryDisk;
import org.kubeos.diskimage.Mutation;
import org.kubeos.diskimage.Patched;

/** Tables damaged at random places give a clean exception or a clean table, and neither hang nor crash. */
class DamagedTableTest {

    private static final long MIB = 1L << 20;

    @TempDir
    Path directory;

    private static PartitionLayout layout(long size, int count) {
        List<PartitionRequest> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            requests.add(PartitionRequest.of(PartitionType.LINUX, "p" + i, MIB / 4));
        }
        return new PartitionLayout(size, 512, requests);
    }

    private byte[] write(PartitionTable table) throws IOException {
        Path image = directory.resolve("disk.img");
        TableFiles.write(image, table);
        return Files.readAllBytes(image);
    }

    private static Gpt gpt(int count) {
        return layout(16 * MIB, count).toGpt(new UUID(1, 2), name -> new UUID(3, name.hashCode()));
    }

    @Test
    void mbr() throws IOException {
        byte[] whole = write(layout(16 * MIB, 7).toMbr(0x12345678));
        Mutation.of(whole).check("MBR", PartitionTable::read);
    }

    @Test
    void gptOfAnyDamage() throws IOException {
        Mutation.of(write(gpt(7))).check("GPT", PartitionTable::read);
    }

    /** Damage with the checksums made right again reaches what stands behind them. */
    @Test
    void gptWithRightChecksums() throws IOException {
        byte[] start = Arrays.copyOf(write(gpt(7)), 4096);
        Mutation.of(start).withSize(16 * MIB).check("GPT with right checksums", disk -> {
            if (disk.size() > 64 * 1024) {
                PartitionTable.read(withRightChecksums(disk));
            }
        });
    }

    /** Fields of the header are unsigned (UEFI 2.10, table 5-5). */
    @ParameterizedTest
    @CsvSource({
        "12, 4, the header of the partition table claims to have 4294967295 bytes (at byte 524)",
        "24, 8, the header of the partition table is meant for sector 18446744073709551615 (at byte 536)",
        "32, 8, the other copy of the table is said to be in sector 18446744073709551615 (at byte 544)",
        "72, 8, the partition entries are said to be in sector 18446744073709551615 (at byte 584)",
        "80, 4, the partition table claims to have 4294967295 entries (at byte 592)",
        "84, 4, entries of the partition table have the size 4294967295 (at byte 596)",
    })
    void largeNumbersAreToldAsTheyAre(int offset, int width, String problem) throws IOException {
        byte[] start = Arrays.copyOf(write(gpt(7)), 64 * 1024);
        Arrays.fill(start, 512 + offset, 512 + offset + width, (byte) 0xFF);
        ByteBuffer header = ByteBuffer.wrap(start, 512, 512).slice().order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(GptFormat.HEADER_CRC, 0);
        header.putInt(GptFormat.HEADER_CRC, crc(header.slice(0, GptFormat.HEADER_SIZE)));
        assertThatThrownBy(() -> PartitionTable.read(new MemoryDisk(start, 16 * MIB)))
                .isInstanceOf(CorruptImageException.class)
                .hasMessage(problem);
    }

    @Test
    void aLargeSectorOfAPartitionIsToldAsItIs() throws IOException {
        byte[] start = Arrays.copyOf(write(gpt(7)), 64 * 1024);
        Arrays.fill(start, 1024 + 40, 1024 + 48, (byte) 0xFF);
        assertThatThrownBy(() -> PartitionTable.read(withRightChecksums(new MemoryDisk(start, 16 * MIB))))
                .isInstanceOf(CorruptImageException.class)
                .hasMessageStartingWith("partition 1 runs from sector 2048 to 18446744073709551615");
    }

    private static DiskReader withRightChecksums(DiskReader damaged) throws IOException {
        ByteBuffer start = GptFormat.littleEndian(64 * 1024);
        damaged.read(start, 0);
        ByteBuffer header = start.slice(512, 512).order(start.order());
        header.putLong(0, GptFormat.SIGNATURE);
        long entriesSize = (long) header.getInt(80) * header.getInt(84);
        long entriesAt = header.getLong(72) * 512;
        if (entriesSize > 0 && entriesAt > 0 && entriesAt <= start.capacity() - entriesSize) {
            header.putInt(88, crc(start.slice((int) entriesAt, (int) entriesSize)));
        }
        int size = Math.clamp(header.getInt(12), GptFormat.HEADER_SIZE, 512);
        header.putInt(12, size).putInt(GptFormat.HEADER_CRC, 0);
        header.putInt(GptFormat.HEADER_CRC, crc(header.slice(0, size)));
        return new Patched(damaged, start.array());
    }

    private static int crc(ByteBuffer bytes) {
        var crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    @Test
    void truncatedDisks() throws IOException {
        var table = layout(16 * MIB, 7).toMbr(1);
        byte[] whole = write(table);
        for (long size : new long[] {0, 1, 511, 512, 1024, MIB, 3 * MIB, 5 * MIB}) {
            try {
                PartitionTable.read(new MemoryDisk(whole, size));
            } catch (CorruptImageException e) {
                // That is how a reader says that something is missing.
            }
        }
    }
}
