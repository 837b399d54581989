package org.kubeos.kbimg.artifact.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.diskimage.partition.Partition;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.config.ImageConfig;

class DiskLayoutTest {

    @TempDir
    Path directory;

    /** Numbers in fstab and in the initramfs are the config's; the table has its own. */
    @ParameterizedTest
    @CsvSource({"uefi, 0", "uefi, 1", "uefi, 9", "bios, 0", "bios, 1", "bios, 2", "bios, 9"})
    void theTableNumbersAndSizesPartitionsAsTheConfigDoes(String firmware, int own) throws IOException {
        List<String> entries = IntStream.range(0, own)
                .mapToObj(i -> "{label: D" + i + ", size: 20MiB}")
                .toList();
        Path file =
                Files.writeString(directory.resolve("kbimg.yaml"), """
                version: v1
                distribution: debian
                source: {repository: host}
                firmware: %s
                disk: {partitions: [%s]}
                """.formatted(firmware, String.join(", ", entries)));
        ImageConfig config = new ConfigReader(List.of("debian")).read(file, List.of());

        var layout = DiskLayout.of(config);
        var table = layout.partitionTable(new byte[32]);

        assertThat(table.partitions().stream().map(Partition::number).toList())
                .isEqualTo(layout.partitions().stream()
                        .map(org.kubeos.kbimg.config.PartitionConfig::number)
                        .toList());
        for (int i = 0; i < 3 + own; i++) {
            assertThat(table.partitions().get(i).size())
                    .isEqualTo(layout.partitions().get(i).size().orElseThrow().bytes());
        }
    }
}
