package org.kubeos.diskimage.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.diskimage.RandomTests;
import org.kubeos.testkit.Sfdisk;
import org.kubeos.testkit.Sgdisk;

/** Random tables, judged by sgdisk and sfdisk. */
class RandomTablesTest {

    private static final long MIB = 1L << 20;
    private static final int SECTOR = 512;
    private static final String[] NAMES = {"ROOT-A", "", "a b", "Größe", "根文件系统", "файл", "ملف", "हिन्दी", "🐧"};

    @Test
    void gpt(@TempDir Path directory) {
        RandomTests.check("GPTs", directory, (seed, work) -> {
            Gpt table = randomGpt(new Random(seed));
            Path image = TableFiles.write(work.resolve("disk"), table);
            Sgdisk.check(image);
            List<Map<String, String>> seen = Sfdisk.read(image).partitions();
            assertThat(seen).hasSize(table.partitions().size());
            for (int i = 0; i < seen.size(); i++) {
                expectSame(table.partitions().get(i), seen.get(i));
            }
            assertThat(TableFiles.read(image)).isEqualTo(table);
        });
    }

    @Test
    void mbr(@TempDir Path directory) {
        RandomTests.check("MBRs", directory, (seed, work) -> {
            Mbr table = randomMbr(new Random(seed));
            Path image = TableFiles.write(work.resolve("disk"), table);
            Sfdisk.check(image);
            assertThat(Sfdisk.read(image).partitions().stream()
                            .filter(fields -> !fields.get("type").equals("f"))
                            .map(RandomTablesTest::place)
                            .toList())
                    .isEqualTo(table.partitions().stream()
                            .map(partition -> place(partition) + " " + Integer.toHexString(partition.type()))
                            .toList());
            assertThat(TableFiles.read(image)).isEqualTo(table);
        });
    }

    private static void expectSame(GptPartition partition, Map<String, String> seen) {
        assertThat(place(seen))
                .isEqualTo(place(partition) + " " + partition.type().toString().toUpperCase(Locale.ROOT));
        assertThat(seen.get("uuid")).isEqualTo(partition.uuid().toString().toUpperCase(Locale.ROOT));
        assertThat(seen.getOrDefault("name", "")).isEqualTo(partition.name());
        boolean required = (partition.attributes() & GptPartition.REQUIRED) != 0;
        assertThat(seen.getOrDefault("attrs", "").contains("RequiredPartition")).isEqualTo(required);
        boolean readOnly = (partition.attributes() & GptPartition.READ_ONLY) != 0;
        assertThat(seen.getOrDefault("attrs", "").contains("60")).isEqualTo(readOnly);
    }

    private static String place(Map<String, String> fields) {
        String number = fields.get("node").replaceAll(".*\\D", "");
        return number + " " + fields.get("start") + " " + fields.get("size") + " " + fields.get("type");
    }

    private static String place(Partition partition) {
        return partition.number() + " " + partition.start() / SECTOR + " " + partition.size() / SECTOR;
    }

    /** Partitions of any size with gaps, in an order other than that of their numbers, with numbers left out. */
    private static Gpt randomGpt(Random random) {
        List<Integer> numbers = new ArrayList<>(IntStream.rangeClosed(1, random.nextInt(8) == 0 ? 300 : 128)
                .boxed()
                .toList());
        Collections.shuffle(numbers, random);
        PartitionType[] types = PartitionType.values();
        List<GptPartition> partitions = new ArrayList<>();
        long free = MIB;
        for (int i = random.nextInt(random.nextInt(10) == 0 ? 120 : 20); i > 0; i--) {
            long start = free + random.nextInt(3) * MIB;
            long size = random.nextBoolean() ? SECTOR * (1 + random.nextLong(5000)) : MIB << random.nextInt(16);
            partitions.add(new GptPartition(
                    numbers.get(i),
                    types[random.nextInt(types.length)].uuid(),
                    NAMES[random.nextInt(NAMES.length)],
                    start,
                    size,
                    new UUID(random.nextLong(), random.nextLong()),
                    (random.nextBoolean() ? GptPartition.REQUIRED : 0)
                            | (random.nextBoolean() ? GptPartition.READ_ONLY : 0)));
            free = Math.ceilDiv(start + size, MIB) * MIB;
        }
        long diskSize = free + MIB + SECTOR * random.nextLong(5000);
        return Gpt.of(SECTOR, diskSize, new UUID(random.nextLong(), random.nextLong()), partitions);
    }

    private static Mbr randomMbr(Random random) {
        List<PartitionType> types = List.of(PartitionType.LINUX, PartitionType.SWAP, PartitionType.BASIC_DATA);
        List<PartitionRequest> requests = new ArrayList<>();
        long total = MIB;
        int count = random.nextInt(3) == 0 ? random.nextInt(5) : random.nextInt(30);
        for (int i = 0; i < count; i++) {
            long size = random.nextBoolean() ? 1 + random.nextLong(5 * MIB) : MIB << random.nextInt(12);
            requests.add(PartitionRequest.of(types.get(random.nextInt(types.size())), "p" + i, size));
            total += size + 3 * MIB;
        }
        if (random.nextBoolean()) {
            requests.add(PartitionRequest.rest(PartitionType.LINUX, "rest"));
        }
        long diskSize = Math.ceilDiv(total + 10 * MIB, SECTOR) * SECTOR + SECTOR * random.nextLong(5000);
        return new PartitionLayout(diskSize, SECTOR, requests).toMbr(random.nextInt());
    }
}
