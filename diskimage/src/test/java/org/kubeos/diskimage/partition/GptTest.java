package org.kubeos.diskimage.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.diskimage.DerivedUuid;
import org.kubeos.diskimage.ImageFiles;
import org.kubeos.diskimage.MemoryDisk;
import org.kubeos.diskimage.raw.RawReader;
import org.kubeos.diskimage.raw.RawWriter;
import org.kubeos.testkit.Sfdisk;
import org.kubeos.testkit.Sgdisk;

class GptTest {

    private static final long MIB = 1L << 20;
    private static final byte[] SEED = {1, 2, 3};

    @TempDir
    Path directory;

    private static UUID uuid(String purpose) {
        return DerivedUuid.of(SEED, purpose);
    }

    /** The disk of a KubeOS node. */
    private static Gpt nodeDisk(int sectorSize) {
        var layout = new PartitionLayout(
                20 * 1024 * MIB,
                sectorSize,
                List.of(
                        PartitionRequest.of(PartitionType.EFI_SYSTEM, "BOOT", 60 * MIB),
                        PartitionRequest.of(PartitionType.LINUX, "ROOT-A", 2560 * MIB),
                        PartitionRequest.of(PartitionType.LINUX, "ROOT-B", 2560 * MIB),
                        PartitionRequest.rest(PartitionType.LINUX, "PERSIST")));
        return layout.toGpt(uuid("disk"), name -> uuid("partition " + name));
    }

    private Path write(PartitionTable table) throws IOException {
        return TableFiles.write(directory.resolve("disk.img"), table);
    }

    @Test
    void outsidersSeeTheNodesPartitions() throws IOException {
        Gpt table = nodeDisk(512);
        Path image = write(table);
        Sgdisk.check(image);
        Sfdisk.check(image);
        Sfdisk.Table seen = Sfdisk.read(image);
        assertThat(seen.fields())
                .containsEntry("label", "gpt")
                .containsEntry("id", table.diskUuid().toString().toUpperCase(Locale.ROOT))
                .containsEntry("lastlba", String.valueOf(20 * 1024 * MIB / 512 - 34));
        assertThat(seen.partitions()).hasSize(4);
        for (int i = 0; i < 4; i++) {
            GptPartition partition = table.partitions().get(i);
            assertThat(seen.partitions().get(i))
                    .containsEntry("start", String.valueOf(partition.start() / 512))
                    .containsEntry("size", String.valueOf(partition.size() / 512))
                    .containsEntry("type", partition.type().toString().toUpperCase(Locale.ROOT))
                    .containsEntry("uuid", partition.uuid().toString().toUpperCase(Locale.ROOT))
                    .containsEntry("name", partition.name());
        }
        assertThat(Sgdisk.info(image, 1)).contains("(EFI system partition)").contains("First sector: 2048 (");
        assertThat(TableFiles.read(image)).isEqualTo(table);
    }

    @Test
    void outsidersSee4096ByteSectors() throws IOException {
        Gpt table = nodeDisk(4096);
        Path image = write(table);
        String seen = Sfdisk.describe(image, 4096);
        assertThat(seen)
                .contains("Disklabel type: gpt")
                .doesNotContain("corrupt")
                .doesNotContain("mismatch");
        assertThat(seen).contains(table.diskUuid().toString().toUpperCase(Locale.ROOT));
        for (GptPartition partition : table.partitions()) {
            assertThat(seen)
                    .containsPattern(partition.start() / 4096 + " +" + (partition.end() / 4096 - 1) + " +"
                            + partition.size() / 4096);
        }
        assertThat(TableFiles.read(image)).isEqualTo(table);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 128, 129, 1000})
    void anyNumberOfPartitions(int count) throws IOException {
        List<PartitionRequest> requests = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            requests.add(PartitionRequest.of(PartitionType.LINUX, "p" + i, MIB));
        }
        Gpt table = new PartitionLayout((count + 2) * MIB, 512, requests).toGpt(uuid("disk"), GptTest::uuid);
        Path image = write(table);
        Sgdisk.check(image);
        assertThat(Sfdisk.read(image).partitions()).hasSize(count);
        assertThat(TableFiles.read(image)).isEqualTo(table);
    }

    @ParameterizedTest
    @EnumSource
    void sgdiskKnowsTheType(PartitionType type) throws IOException {
        var layout = new PartitionLayout(10 * MIB, 512, List.of(PartitionRequest.rest(type, "x")));
        Path image = write(layout.toGpt(uuid("disk"), GptTest::uuid));
        String expected = switch (type) {
            case EFI_SYSTEM -> "EFI system partition";
            case BIOS_BOOT -> "BIOS boot partition";
            case EXTENDED_BOOT_LOADER -> "XBOOTLDR partition";
            case LINUX -> "Linux filesystem";
            case ROOT_X86_64 -> "Linux x86-64 root (/)";
            case ROOT_ARM64 -> "Linux ARM64 root (/)";
            case USR_X86_64 -> "Linux x86-64 /usr";
            case USR_ARM64 -> "Linux ARM64 /usr";
            case ROOT_VERITY_X86_64 -> "Linux x86-64 root verity";
            case ROOT_VERITY_ARM64 -> "Linux ARM64 root verity";
            case HOME -> "Linux /home";
            case SRV -> "Linux /srv";
            case VAR -> "Linux /var";
            case SWAP -> "Linux swap";
            case BASIC_DATA -> "Microsoft basic data";
        };
        assertThat(Sgdisk.info(image, 1)).contains("(" + expected + ")");
    }

    @Test
    void namesAndAttributesReachTheDisk() throws IOException {
        var name = "Größe 根 \uD83D\uDC27 – 36 units: 0123456789abc";
        long attributes = GptPartition.REQUIRED
                | GptPartition.LEGACY_BIOS_BOOTABLE
                | GptPartition.READ_ONLY
                | GptPartition.GROW_FILE_SYSTEM
                | GptPartition.NO_AUTO;
        var partition =
                new GptPartition(7, PartitionType.ROOT_X86_64.uuid(), name, MIB, MIB, uuid("partition"), attributes);
        Gpt table = Gpt.of(512, 10 * MIB, uuid("disk"), List.of(partition));
        Path image = write(table);
        Sgdisk.check(image);
        assertThat(name).hasSize(36);
        assertThat(Sgdisk.info(image, 7)).contains("Attribute flags: 9800000000000005");
        assertThat(Sfdisk.read(image).partitions().getFirst())
                .containsEntry("name", name)
                .containsEntry("attrs", "RequiredPartition LegacyBIOSBootable GUID:59,60,63");
        assertThat(table.partUuid(7)).isEqualTo(uuid("partition").toString());
        assertThat(TableFiles.read(image)).isEqualTo(table);
    }

    @ParameterizedTest
    @ValueSource(longs = {512, 512 + 20, 512 + 72, 1024 + 40})
    void theBackupServesWhereTheMainTableIsDamaged(long damaged) throws IOException {
        Gpt table = nodeDisk(512);
        Path image = write(table);
        try (var disk = RawReader.open(image)) {
            assertThat(PartitionTable.find(disk)).contains(new FoundTable(table, Optional.empty()));
        }
        ImageFiles.overwrite(image, damaged, ByteBuffer.wrap(new byte[] {0x55}));
        try (var disk = RawReader.open(image)) {
            FoundTable found = PartitionTable.find(disk).orElseThrow();
            assertThat(found.table()).isEqualTo(table);
            assertThat(found.damage().orElseThrow().offset()).isBetween(512L, 1024L);
        }
    }

    @Test
    void bootCodeStays() throws IOException {
        Path image = directory.resolve("disk.img");
        byte[] code = new byte[440];
        code[439] = 7;
        Gpt table = nodeDisk(512);
        try (var disk = RawWriter.create(image, table.diskSize())) {
            disk.write(ByteBuffer.wrap(code), 0);
            table.write(disk);
        }
        assertThat(ImageFiles.start(image, 440)).isEqualTo(code);
        Sgdisk.check(image);
    }

    @Test
    void readsWhatSgdiskMade() throws IOException {
        Path image = directory.resolve("disk.img");
        ImageFiles.createEmpty(image, 100 * MIB);
        Sgdisk.change(
                image,
                "--disk-guid=11111111-2222-4333-8444-555555555555",
                "--new=1:2048:+10M",
                "--typecode=1:ef00",
                "--change-name=1:boot part",
                "--new=3:0:0",
                "--typecode=3:8304",
                "--attributes=3:set:60",
                "--partition-guid=3:AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE");
        var table = (Gpt) TableFiles.read(image);
        assertThat(table.diskUuid()).isEqualTo(UUID.fromString("11111111-2222-4333-8444-555555555555"));
        assertThat(table.partitions()).hasSize(2);
        GptPartition first = table.partitions().getFirst();
        assertThat(first.name()).isEqualTo("boot part");
        assertThat(first.start()).isEqualTo(MIB);
        assertThat(first.size()).isEqualTo(10 * MIB);
        assertThat(PartitionType.of(first.type())).contains(PartitionType.EFI_SYSTEM);
        GptPartition last = table.partitions().getLast();
        assertThat(last.number()).isEqualTo(3);
        assertThat(last.attributes()).isEqualTo(GptPartition.READ_ONLY);
        assertThat(table.partUuid(3)).isEqualTo("aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee");
    }

    @Test
    void aGrownDiskKeepsItsTable() throws IOException {
        Gpt table = nodeDisk(512);
        Path image = write(table);
        byte[] start = ImageFiles.start(image, (int) MIB);
        var grown = new MemoryDisk(start, table.diskSize() + 100 * MIB);
        assertThat(PartitionTable.read(grown)).contains(table);
    }

    @Test
    void tooManySayHowMuchIsMissing() {
        var layout = new PartitionLayout(
                100 * MIB,
                512,
                List.of(
                        PartitionRequest.of(PartitionType.EFI_SYSTEM, "BOOT", 60 * MIB),
                        PartitionRequest.of(PartitionType.LINUX, "ROOT-A", 60 * MIB)));
        assertThatThrownBy(() -> layout.toGpt(uuid("disk"), GptTest::uuid))
                .isInstanceOf(PartitionLayoutException.class)
                .hasMessage("the partitions do not fit on the disk of 100.0 MiB: 21.1 MiB are missing");
        var noRest = new PartitionLayout(
                61 * MIB,
                512,
                List.of(
                        PartitionRequest.of(PartitionType.EFI_SYSTEM, "BOOT", 60 * MIB),
                        PartitionRequest.rest(PartitionType.LINUX, "PERSIST")));
        assertThatThrownBy(() -> noRest.toGpt(uuid("disk"), GptTest::uuid))
                .hasMessage(
                        "nothing is left of the disk of 61.0 MiB for partition PERSIST: at least 2.0 MiB are missing");
    }

    @Test
    void nonsenseIsRefused() {
        PartitionRequest a = PartitionRequest.of(PartitionType.LINUX, "A", MIB);
        assertThatThrownBy(() -> new PartitionLayout(10 * MIB, 512, List.of(a, a)))
                .hasMessage("two partitions have the name A");
        PartitionRequest rest = PartitionRequest.rest(PartitionType.LINUX, "B");
        assertThatThrownBy(() -> new PartitionLayout(10 * MIB, 512, List.of(rest, a)))
                .hasMessageContaining("only the last one");
        var first = new GptPartition(1, PartitionType.LINUX.uuid(), "A", MIB, 2 * MIB, uuid("A"), 0);
        var second = new GptPartition(2, PartitionType.LINUX.uuid(), "B", 2 * MIB, MIB, uuid("B"), 0);
        assertThatThrownBy(() -> Gpt.of(512, 10 * MIB, uuid("disk"), List.of(first, second)))
                .hasMessageContaining("partition 2 overlaps");
    }

    @Test
    void aDiskWithoutTableHasNone() throws IOException {
        assertThat(PartitionTable.read(MemoryDisk.of(new byte[(int) MIB]))).isEmpty();
    }
}
