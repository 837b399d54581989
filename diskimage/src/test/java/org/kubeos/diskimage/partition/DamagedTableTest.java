package org.kubeos.diskimage.partition;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.Mutation;
import org.kubeos.diskimage.SparseDisk;

/** Tables damaged at random places give a clean exception or a clean table, and neither hang nor crash. */
class DamagedTableTest {

    private static final long MIB = 1L << 20;
    private static final long SEED = Long.getLong("kubeos.seed", 20261122L);
    private static final int ROUNDS = 3000;

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
        try (var disk = SparseDisk.create(directory.resolve("disk.img"), table.diskSize())) {
            table.write(disk);
            ByteBuffer whole = ByteBuffer.allocate((int) table.diskSize());
            disk.read(whole, 0);
            return whole.array();
        }
    }

    @Test
    void mbr() throws IOException {
        byte[] whole = write(layout(16 * MIB, 7).toMbr(0x12345678));
        var mutation = new Mutation(SEED, whole, 16 * MIB);
        for (int i = 0; i < ROUNDS; i++) {
            mutation.next(PartitionTable::read);
        }
        mutation.report();
    }

    @Test
    void gpt() throws IOException {
        byte[] whole = write(layout(16 * MIB, 7).toGpt(new UUID(1, 2), name -> new UUID(3, name.hashCode())));
        var mutation = new Mutation(SEED, whole, 16 * MIB);
        for (int i = 0; i < ROUNDS; i++) {
            mutation.next(PartitionTable::read);
        }
        mutation.report();
    }

    /** Damage with the checksums made right again reaches what stands behind them. */
    @Test
    void gptWithRightChecksums() throws IOException {
        byte[] whole = write(layout(16 * MIB, 7).toGpt(new UUID(1, 2), name -> new UUID(3, name.hashCode())));
        byte[] main = Arrays.copyOf(whole, 4096);
        var mutation = new Mutation(SEED, main, 16 * MIB);
        for (int i = 0; i < ROUNDS; i++) {
            mutation.next(disk -> PartitionTable.read(withRightChecksums(disk)));
        }
        mutation.report();
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
        return new DiskReader() {
            @Override
            public long size() {
                return damaged.size();
            }

            @Override
            public void read(ByteBuffer destination, long offset) throws IOException {
                if (offset >= 0 && offset <= start.capacity() - destination.remaining()) {
                    destination.put(start.slice((int) offset, destination.remaining()));
                } else {
                    damaged.read(destination, offset);
                }
            }

            @Override
            public void close() {}
        };
    }

    private static int crc(ByteBuffer bytes) {
        var crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    @Test
    void truncatedDisks() throws IOException {
        var table = layout(16 * MIB, 7).toMbr(1);
        write(table);
        try (var disk = SparseDisk.open(directory.resolve("disk.img"))) {
            for (long size : new long[] {0, 1, 511, 512, 1024, MIB, 3 * MIB, 5 * MIB}) {
                try {
                    PartitionTable.read(disk.slice(0, size));
                } catch (CorruptImageException e) {
                    // That is how a reader says that something is missing.
                }
            }
        }
    }
}
