package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.testkit.E2fsck;
import org.kubeos.testkit.FsckFat;
import org.kubeos.testkit.Mtools;
import org.kubeos.testkit.QemuImg;
import org.kubeos.testkit.Sgdisk;
import org.kubeos.testkit.Tool;

/** The outputs of the example, before outside judges. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedOutputs.class)
class VmImageIT {

    private final BuiltImage image = BuiltImage.example();

    @TempDir
    static Path temp;

    private Path rawDisk;

    @BeforeAll
    void makeRawDiskFromTheArchiveAlone() throws IOException {
        Path config = Files.writeString(temp.resolve("archive.yaml"), archiveConfig());
        Tool.run(
                        onOtherClock(Product.command(
                                "create", "vm-image", "--format=raw", "-f", config.toString(), "-o", temp.toString())),
                        new byte[0])
                .expectSuccess();
        rawDisk = temp.resolve("system.img");
    }

    @Test
    void qcow2IsSoundAndShowsWhatTheRawImageHolds() {
        QemuImg.check(image.file("system.qcow2"));
        QemuImg.compare(rawDisk, "raw", image.file("system.qcow2"), "qcow2");
        assertThat(QemuImg.info(image.file("system.qcow2"), "qcow2")).contains("\"virtual-size\": " + (20L << 30));
    }

    /** qemu-img has no check of a VHD. */
    @ParameterizedTest
    @CsvSource({
        "qcow2-zlib, system.qcow2, qcow2, true",
        "qcow2-zstd, system.qcow2, qcow2, true",
        "vmdk, system.vmdk, vmdk, true",
        "vhd, system.vhd, vpc, false"
    })
    void everyFormatShowsWhatTheRawImageHolds(String format, String file, String driver, boolean checkable)
            throws IOException {
        Path directory = temp.resolve(format);
        Product.run(
                        "create",
                        "vm-image",
                        "--format=" + format,
                        "--only=" + file,
                        "-f",
                        temp.resolve("archive.yaml").toString(),
                        "-o",
                        directory.toString())
                .expectSuccess();
        Path disk = directory.resolve(file);
        if (checkable) {
            QemuImg.check(disk);
        }
        QemuImg.compare(rawDisk, "raw", disk, driver);
        String info = QemuImg.info(disk, driver);
        assertThat(info).contains("\"virtual-size\": " + (20L << 30));
        Tool.Result inspection = Product.run("inspect", disk.toString());
        if (driver.equals("qcow2")) {
            assertThat(info).contains("\"compression-type\": \"" + format.replace("qcow2-", "") + "\"");
            assertThat(Files.size(disk)).isLessThan(Files.size(image.file("system.qcow2")));
            assertThat(inspection.expectSuccess().text()).contains(": qcow2, 20 GiB, starts from UEFI");
        } else {
            assertThat(inspection.exitCode()).isNotZero();
            assertThat(inspection.text()).contains("only qcow2 and raw images can be read");
        }
        BuiltImage.delete(directory);
    }

    @Test
    void stageTwoAloneInAnotherTimeZoneAndLocaleGivesTheSameBytes() {
        for (String name : List.of("kubeos.tar", "update.img")) {
            Tool.run("cmp", image.file(name).toString(), temp.resolve(name).toString())
                    .expectSuccess();
        }
    }

    @Test
    void theDiskDiffersInNothingFromTheArchive() {
        Tool.Result result = Product.run(
                "diff",
                "--exit-code",
                image.file("kubeos.tar").toString(),
                image.file("system.qcow2").toString());
        assertThat(result.expectSuccess().text()).endsWith("No differences.\n");
    }

    @Test
    void partitionTableIsSound() {
        Sgdisk.check(rawDisk);
        assertThat(Sgdisk.info(rawDisk, 1)).contains("EFI system partition", "Partition name: 'BOOT'");
        assertThat(Sgdisk.info(rawDisk, 2)).contains("Partition name: 'ROOT-A'", "(2.5 GiB)");
        assertThat(Sgdisk.info(rawDisk, 3)).contains("Partition name: 'ROOT-B'", "(2.5 GiB)");
        assertThat(Sgdisk.info(rawDisk, 4)).contains("Partition name: 'PERSIST'");
    }

    @Test
    void fileSystemsAreSoundAndLabeled() {
        for (int number = 2; number <= 4; number++) {
            Path partition = partition(number);
            E2fsck.expectClean(partition);
            assertThat(Tool.run("e2label", partition.toString()).text().strip())
                    .isEqualTo(List.of("ROOT-A", "ROOT-B", "PERSIST").get(number - 2));
        }
        FsckFat.check(partition(1));
        E2fsck.expectClean(image.file("update.img"));
    }

    @Test
    void updateImageIsWhatSlotAHolds() throws IOException {
        Tool.run(
                        "cmp",
                        "--bytes=" + Files.size(image.file("update.img")),
                        image.file("update.img").toString(),
                        partition(2).toString())
                .expectSuccess();
    }

    @Test
    void rootSlotHoldsExactlyTheArchive() throws IOException {
        RootfsComparison.expectSame(image.file("kubeos.tar"), image.file("update.img"), temp);
    }

    @Test
    void bootPartitionHoldsWhatTheArchiveHasBelowBootEfi() throws IOException {
        Path extracted = Files.createDirectory(temp.resolve("boot"));
        Path expected = Files.createDirectory(temp.resolve("expected"));
        Mtools.extract(partition(1), extracted);
        Tool.run(
                        "tar",
                        "-xf",
                        image.file("kubeos.tar").toString(),
                        "-C",
                        expected.toString(),
                        "--strip-components=2",
                        "--no-same-owner",
                        "boot/efi")
                .expectSuccess();

        assertThat(Tool.run("diff", "-r", expected.toString(), extracted.toString())
                        .text())
                .isEmpty();
        assertThat(extracted.resolve("EFI/BOOT/BOOTX64.EFI")).exists();
        assertThat(extracted.resolve("EFI/kubeos/grubenv"))
                .hasSize(1024)
                .hasSameBinaryContentAs(extracted.resolve("EFI/kubeos/grubenv2"));
    }

    @Test
    void manifestTellsSizesDigestsAndPackages() throws IOException {
        String manifest = Files.readString(image.file("manifest.json"));
        for (String name : List.of("system.qcow2", "update.img", "kubeos.tar")) {
            String digest = Tool.run("sha256sum", image.file(name).toString())
                    .expectSuccess()
                    .text()
                    .split(" ")[0];
            assertThat(manifest).contains("\"name\" : \"" + name + "\"").contains(digest);
            assertThat(manifest).contains("\"size\" : " + Files.size(image.file(name)));
        }
        assertThat(manifest).contains("\"version\" : \"v1\"").contains("\"name\" : \"systemd\"");
        assertThat(manifest).doesNotContain("$6$");
    }

    private Path partition(int number) {
        return BuiltImage.partition(rawDisk, number, temp.resolve("partition" + number));
    }

    private String archiveConfig() throws IOException {
        String source = "source: {archive: " + image.file("kubeos.tar") + "}";
        return Files.readString(Product.EXAMPLE).replaceFirst("(?m)^source:\\n(  .*\\n)+", source + "\n");
    }

    private static List<String> onOtherClock(List<String> command) {
        var line = new ArrayList<>(List.of("env", "TZ=Asia/Kathmandu", "LC_ALL=tr_TR.UTF-8", "LANG=tr_TR.UTF-8"));
        line.addAll(command);
        return line;
    }
}
