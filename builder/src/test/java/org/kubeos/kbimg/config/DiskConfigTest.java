package org.kubeos.kbimg.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.kbimg.config.PartitionConfig.Role;

/** The section {@code disk}: what becomes of it, and what is wrong with it. */
class DiskConfigTest {

    private static final String MINIMUM = "version: v1\ndistribution: debian\nsource: {repository: host}\n";

    @TempDir
    Path directory;

    private ImageConfig read(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("kbimg.yaml"), yaml + "\n" + MINIMUM);
        return new ConfigReader(List.of("debian")).read(file, List.of());
    }

    private List<PartitionConfig> partitions(String yaml) throws IOException {
        return read(yaml).disk().partitions();
    }

    @Test
    void theUsualPartitionsAreThereWithoutBeingListed() throws IOException {
        assertThat(partitions(""))
                .containsExactly(
                        new PartitionConfig(
                                1,
                                Role.BOOT,
                                "BOOT",
                                FileSystem.FAT32,
                                mebibytes(60),
                                Optional.of("boot/efi"),
                                "defaults"),
                        new PartitionConfig(
                                2, Role.ROOT, "ROOT-A", FileSystem.EXT4, mebibytes(2560), Optional.of(""), "defaults"),
                        new PartitionConfig(
                                3,
                                Role.ROOT_B,
                                "ROOT-B",
                                FileSystem.EXT4,
                                mebibytes(2560),
                                Optional.empty(),
                                "defaults"),
                        new PartitionConfig(
                                4,
                                Role.PERSIST,
                                "PERSIST",
                                FileSystem.EXT4,
                                Optional.empty(),
                                Optional.of("persist"),
                                "defaults"));
    }

    @Test
    void ownPartitionsLieBetweenTheSlotsAndPersist() throws IOException {
        List<PartitionConfig> partitions = partitions("""
                disk:
                  partitions:
                    - {label: DATA, size: 1GiB, mount: /data, options: "noatime,nofail"}
                    - {label: SHARE, size: 40MiB, type: fat32}
                """);
        assertThat(partitions)
                .extracting(PartitionConfig::label)
                .containsExactly("BOOT", "ROOT-A", "ROOT-B", "DATA", "SHARE", "PERSIST");
        assertThat(partitions.get(3))
                .isEqualTo(new PartitionConfig(
                        4, Role.DATA, "DATA", FileSystem.EXT4, mebibytes(1024), Optional.of("data"), "noatime,nofail"));
        assertThat(partitions.get(4))
                .isEqualTo(new PartitionConfig(
                        5, Role.DATA, "SHARE", FileSystem.FAT32, mebibytes(40), Optional.empty(), "defaults"));
    }

    @Test
    void slotsWithoutASizeAreAsLargeAsTheOther() throws IOException {
        assertThat(partitions("disk: {partitions: [{label: ROOT-A, size: 1GiB}]}"))
                .extracting(PartitionConfig::size)
                .containsSubsequence(mebibytes(1024), mebibytes(1024));
        assertThat(partitions("disk: {partitions: [{label: ROOT-B, size: 1GiB}]}"))
                .extracting(PartitionConfig::size)
                .containsSubsequence(mebibytes(1024), mebibytes(1024));
    }

    @Test
    void limitsSayWherePartitionsEnd() throws IOException {
        List<PartitionConfig> partitions = partitions("""
                disk:
                  partitions:
                    - {label: BOOT, limit: 100, type: fat32}
                    - {label: ROOT-A, limit: 1100, type: ext4}
                    - {label: ROOT-B, limit: 2100}
                    - {label: DATA, limit: 2200}
                    - {label: PERSIST, limit: 7}
                """);
        assertThat(partitions)
                .extracting(PartitionConfig::size)
                .containsExactly(mebibytes(99), mebibytes(1000), mebibytes(1000), mebibytes(100), Optional.empty());
    }

    @Test
    void aBiosHasGrubsLabelAndLogicalPartitions() throws IOException {
        assertThat(partitions("firmware: bios").getFirst())
                .isEqualTo(new PartitionConfig(
                        1, Role.BOOT, "GRUB2", FileSystem.EXT4, mebibytes(60), Optional.of("boot/grub2"), "defaults"));
        assertThat(partitions("firmware: bios\ndisk: {partitions: [{label: DATA, limit: 6000}]}"))
                .extracting(PartitionConfig::number, PartitionConfig::size)
                .contains(tuple(5, mebibytes(6000 - 5182)), tuple(6, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{label: DATA, size: 1GiB, limit: 9000} | size is also set; keep only one of the two",
                "{label: DATA} | DATA has no size: add size or limit",
                "{size: 1GiB} | the key 'disk.partitions.label' is missing",
                "{label: DATA, size: 1GB} | '1GB' is not a size",
                "{label: DATA, size: 1025KiB} | '1025KiB' is not a size",
                "{label: DATA, size: 17TiB} | 17TiB is more than the largest supported disk has, 16 TiB",
                "{label: DATA, limit: 5GiB} | '5GiB' is not a limit",
                "{label: DATA, size: 8MiB} | 8 MiB is too small for DATA, which needs at least 16 MiB",
                "{label: DATA, size: 33MiB, type: fat32} | 33 MiB is too small for DATA, which needs at least 34 MiB",
                "{label: BOOT, size: 20MiB} | 20 MiB is too small for BOOT, which needs at least 34 MiB",
                "{label: ROOT-A, size: 64MiB} | 64 MiB is too small for ROOT-A, which needs at least 128 MiB",
                "{label: DATA, size: 1GiB, type: xfs} | 'xfs' is not a file system that kbimg knows",
                "{label: PERSIST, type: fat32} | PERSIST is always ext4",
                "{label: BOOT, type: ext4} | BOOT is fat32 with firmware uefi",
                "{label: ROOT-B, mount: /b} | kbimg mounts ROOT-B where the system expects it",
                "{label: data-of-the-node1, size: 1GiB} | 'data-of-the-node1' has 17 bytes; an ext4 label has at most 16",
                "{label: 数据数据数据, size: 1GiB} | '数据数据数据' has 18 bytes; an ext4 label has at most 16",
                "{label: SHARED-FILES, size: 1GiB, type: fat32} | 'SHARED-FILES' is not a fat32 label: use at most 11 uppercase letters, digits, '_', and '-'",
                "{label: share, size: 1GiB, type: fat32} | 'share' is not a fat32 label: use at most 11 uppercase letters, digits, '_', and '-'",
                "{label: a b, size: 1GiB} | 'a b' is not a label",
                "{label: ../x, size: 1GiB} | '../x' is not a label",
                "{label: GRUB2, size: 1GiB} | 'GRUB2' is the label of BOOT on a machine with a legacy BIOS",
                "{label: Persist, size: 1GiB} | 'Persist' differs from PERSIST only in case",
                "{label: A, size: 1GiB}, {label: A, size: 1GiB} | another partition also has the label A",
                "{label: A, size: 1GiB}, {label: a, size: 1GiB} | 'a' differs from another partition's label only in case",
                "{label: A, size: 1GiB}, {label: ROOT-A, size: 1GiB} | ROOT-A comes before A on the disk: list BOOT, ROOT-A, ROOT-B, your own partitions, and PERSIST in this order",
                "{label: A, size: 1GiB, options: noatime} | options have no effect without a mount point; add mount",
                "{label: A, size: 1GiB, mount: /a, options: a b} | 'a b' is not mount options",
                "{label: A, size: 1GiB, mount: a} | 'a' is not a mount point",
                "{label: A, size: 1GiB, mount: /a/../b} | '/a/../b' is not a mount point",
                "{label: A, size: 1GiB, mount: /} | '/' is not a mount point",
                "{label: A, size: 1GiB, mount: /usr/share} | /usr/share can't be a mount point: the system needs what is in /usr"
                        + " before it mounts partitions",
                "{label: A, size: 1GiB, mount: /boot/efi} | /boot/efi can't be a mount point: /boot is reserved for the system",
                "{label: A, size: 1GiB, mount: /a}, {label: B, size: 1GiB, mount: /a} | A is also mounted on /a",
                "{label: A, size: 1GiB, mount: /var} | persist.union also has /var: remove it there, or mount the partition elsewhere",
                "{label: A, limit: 5000} | A overlaps ROOT-B, which ends at MiB 5181",
                "{label: ROOT-A, limit: 10} | ROOT-A overlaps BOOT, which ends at MiB 61",
                "{label: A, limit: 5190} | A has only 9 MiB, starting at MiB 5181, and needs at least 16 MiB",
                "{label: A, size: 15GiB} | the other partitions end at MiB 20541, and PERSIST needs 64 MiB: 126 MiB more than the disk of 20 GiB has",
                "{label: PERSIST, size: 16GiB} | the other partitions end at MiB 5181, and PERSIST needs 16 GiB: 1.1 GiB more than the disk of 20 GiB has",
            })
    void tellsWhatIsWrong(String entries, String message) throws IOException {
        assertThat(problem("disk: {partitions: [%s]}".formatted(entries))).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "disk: {size: 5GiB} | the other partitions end at MiB 5181, and PERSIST needs 64 MiB: 126 MiB more than the disk of 5 GiB has",
                "disk: {size: 3TiB}\\nfirmware: bios | a legacy BIOS starts from an MBR, which is limited to just under 2 TiB; use a smaller disk, or firmware uefi",
                "disk: {partitions: [{label: BOOT, type: fat32}]}\\nfirmware: bios | BOOT is ext4 with firmware bios",
                "disk: {partitions: [{label: A, size: 1GiB, mount: /a}]}\\npersist: {writable: [/a/b]} | persist.writable has /a/b, which this partition would hide",
                "disk: {partitions: [{label: A, limit: 5182}]}\\nfirmware: bios | A overlaps ROOT-B, which ends at MiB 5182",
            })
    void tellsWhatDoesNotGoWithTheRest(String yaml, String message) throws IOException {
        assertThat(problem(yaml.replace("\\n", "\n"))).isEqualTo(message);
    }

    @Test
    void pointsAtTheValue() throws IOException {
        var e = catchThrowableOfType(
                ConfigException.class, () -> read("disk:\n  partitions:\n    - {label: A, limit: 5000}"));
        assertThat(e.getMessage()).contains("kbimg.yaml:3:25: disk.partitions.limit: A overlaps ROOT-B");
    }

    /** The first problem, without its place and the dotted key before it. */
    private String problem(String yaml) {
        var e = catchThrowableOfType(ConfigException.class, () -> read(yaml));
        assertThat(e).as("accepted: " + yaml).isNotNull();
        String first = e.getMessage().lines().findFirst().orElseThrow();
        return first.replaceFirst("^.*?kbimg\\.yaml:\\d+:\\d+: (disk[.a-z]*: )?", "");
    }

    private static Optional<DataSize> mebibytes(long count) {
        return Optional.of(DataSize.ofMebibytes(count));
    }
}
