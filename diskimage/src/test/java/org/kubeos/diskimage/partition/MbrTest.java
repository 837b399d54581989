package org.kubeos.diskimage.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.ImageFiles;
import org.kubeos.diskimage.raw.RawReader;
import org.kubeos.testkit.MkfsFat;
import org.kubeos.testkit.Sfdisk;

class MbrTest {

    private static final long MIB = 1L << 20;

    @TempDir
    Path directory;

    /** The disk of a node that a BIOS starts, with partitions of the user's. */
    private static Mbr nodeDisk(int sectorSize, int users) {
        List<PartitionRequest> requests = new ArrayList<>(List.of(
                PartitionRequest.of(PartitionType.LINUX, "GRUB2", 60 * MIB),
                PartitionRequest.of(PartitionType.LINUX, "ROOT-A", 2560 * MIB),
                PartitionRequest.of(PartitionType.LINUX, "ROOT-B", 2560 * MIB)));
        for (int i = 0; i < users; i++) {
            requests.add(PartitionRequest.of(PartitionType.SWAP, "USER-" + i, 10 * MIB + sectorSize));
        }
        requests.add(PartitionRequest.rest(PartitionType.LINUX, "PERSIST"));
        return new PartitionLayout(20 * 1024 * MIB, sectorSize, requests).toMbr(0x1234ABCD);
    }

    private Path write(PartitionTable table) throws IOException {
        return TableFiles.write(directory.resolve("disk.img"), table);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 30})
    void outsidersSeeTheNodesPartitions(int users) throws IOException {
        Mbr table = nodeDisk(512, users);
        Path image = write(table);
        Sfdisk.check(image);
        Sfdisk.Table seen = Sfdisk.read(image);
        assertThat(seen.fields()).containsEntry("label", "dos").containsEntry("id", "0x1234abcd");
        Stream<Map<String, String>> own =
                seen.partitions().stream().filter(fields -> !fields.get("type").equals("f"));
        assertThat(own.map(MbrTest::key).toList())
                .isEqualTo(table.partitions().stream().map(MbrTest::key).toList());
        assertThat(seen.partitions().getFirst()).containsEntry("bootable", "true");
        assertThat(table.partitions().getLast().end()).isEqualTo(20 * 1024 * MIB);
        assertThat(TableFiles.read(image)).isEqualTo(table);
    }

    private static String key(Map<String, String> fields) {
        String number = fields.get("node").replaceAll(".*\\D", "");
        return number + " " + fields.get("start") + " " + fields.get("size") + " " + fields.get("type");
    }

    private static String key(MbrPartition partition) {
        return partition.number() + " " + partition.start() / 512 + " " + partition.size() / 512 + " "
                + Integer.toHexString(partition.type());
    }

    @Test
    void outsidersSee4096ByteSectors() throws IOException {
        Mbr table = nodeDisk(4096, 2);
        Path image = write(table);
        String seen = Sfdisk.describe(image, 4096);
        assertThat(seen).contains("Disklabel type: dos", "0x1234abcd");
        for (MbrPartition partition : table.partitions()) {
            assertThat(seen)
                    .containsPattern(partition.start() / 4096 + " +" + (partition.end() / 4096 - 1) + " +"
                            + partition.size() / 4096);
        }
        try (var disk = RawReader.open(image)) {
            assertThat(PartitionTable.read(disk, 4096)).contains(table);
        }
    }

    @Test
    void partitionsWithoutGapsKeepTheirPlaces() throws IOException {
        var table = new Mbr(
                512,
                100 * MIB,
                7,
                List.of(
                        new MbrPartition(2, 0x83, MIB, MIB, true),
                        new MbrPartition(5, 0x83, 3 * MIB, MIB, false),
                        new MbrPartition(6, 0x82, 4 * MIB + 512, MIB, false),
                        new MbrPartition(4, 0x0C, 10 * MIB, 5 * MIB, false)));
        Path image = write(table);
        Sfdisk.check(image);
        assertThat(TableFiles.read(image)).isEqualTo(table);
        assertThat(table.partUuid(5)).isEqualTo("00000007-05");
        assertThat(Sfdisk.read(image).partitions().stream()
                        .map(fields -> fields.get("start"))
                        .toList())
                .containsExactly("4096", "2048", "20480", "6144", "8193");
    }

    @Test
    void readsWhatSfdiskMade() throws IOException {
        Path image = directory.resolve("disk.img");
        ImageFiles.createEmpty(image, 100 * MIB);
        Sfdisk.write(image, """
                label: dos
                label-id: 0xcafe0001
                start=2048, size=20480, type=c, bootable
                size=8192, type=83
                type=5
                size=2048, type=82
                size=4096, type=83
                type=8e
                """);
        var table = (Mbr) TableFiles.read(image);
        assertThat(table.signature()).isEqualTo(0xCAFE0001);
        assertThat(table.partitions().stream().map(MbrTest::key).toList())
                .isEqualTo(Sfdisk.read(image).partitions().stream()
                        .filter(fields -> !fields.get("type").equals("5"))
                        .map(MbrTest::key)
                        .toList());
        assertThat(table.partitions().getFirst().active()).isTrue();
        assertThat(table.partUuid(6)).isEqualTo("cafe0001-06");
    }

    @Test
    void aLoopOfLogicalPartitionsIsFound() throws IOException {
        Mbr table = nodeDisk(512, 3);
        Path image = write(table);
        long last = table.chain().getLast().record();
        ByteBuffer toFirst = ByteBuffer.allocate(16).put(4, (byte) 5);
        ImageFiles.overwrite(image, last + MbrFormat.ENTRIES + MbrFormat.ENTRY_SIZE, toFirst);
        assertThatThrownBy(() -> TableFiles.read(image))
                .isInstanceOf(CorruptImageException.class)
                .hasMessageContaining("chain of logical partitions does not end");
    }

    @Test
    void aFatFileSystemIsNoTable() throws IOException {
        Path image = directory.resolve("fat.img");
        ImageFiles.createEmpty(image, 60 * MIB);
        MkfsFat.create(image, "-F", "32");
        try (var disk = RawReader.open(image)) {
            assertThat(PartitionTable.read(disk)).isEmpty();
        }
    }

    @Test
    void whatAnMbrCannotHoldIsRefused() {
        var large =
                new PartitionLayout(5L << 40, 512, List.of(PartitionRequest.of(PartitionType.LINUX, "HUGE", 4L << 40)));
        assertThatThrownBy(() -> large.toMbr(1)).hasMessageContaining("use a GPT");
        var full = new PartitionLayout(
                10 * MIB,
                512,
                Stream.of("A", "B", "C", "D", "E")
                        .map(name -> PartitionRequest.of(PartitionType.LINUX, name, 2 * MIB))
                        .toList());
        // Three times 2 MiB behind the first one; then two of 2 MiB, each with 1 MiB for its record.
        assertThatThrownBy(() -> full.toMbr(1))
                .isInstanceOf(PartitionLayoutException.class)
                .hasMessage("the partitions do not fit on the disk of 10.0 MiB: 3.0 MiB are missing");
    }
}
