package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.kubeos.testkit.E2fsck;
import org.kubeos.testkit.FsckFat;
import org.kubeos.testkit.Mtools;
import org.kubeos.testkit.SerialConsole;
import org.kubeos.testkit.Sfdisk;
import org.kubeos.testkit.Tool;

/** A disk for a legacy BIOS, with partitions of the user's own and files on them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(SharedOutputs.class)
class BiosImageIT {

    private static final Path WORK = Path.of("target/it/bios-work").toAbsolutePath();
    private static final Path OUT = Path.of("target/it/bios-out").toAbsolutePath();
    private static final String PASSWORD = "kubeos";

    private static final String PARTITIONS = """
            disk:
              partitions:
                - {label: ROOT-A, size: 1GiB}
                - {label: DATA, size: 64MiB, mount: /data, options: noatime}
                - {label: SHARE, size: 40MiB, type: fat32, mount: /srv/share}
            """;

    private final Path disk = OUT.resolve("system.img");

    @BeforeAll
    void build() throws IOException {
        BuiltImage.delete(WORK);
        BuiltImage.delete(OUT);
        Files.createDirectories(WORK);
        Path archive = WORK.resolve("kubeos.tar");
        Files.copy(BuiltImage.bios().file("kubeos.tar"), archive);
        addFiles(archive, WORK);
        Path own = Files.writeString(
                WORK.resolve("own.yaml"),
                Files.readString(BuiltImage.biosConfig())
                                .replaceFirst("(?m)^source:\\n(  .*\\n)+", "source: {archive: kubeos.tar}\n")
                        + PARTITIONS);
        Product.run(
                        "create",
                        "vm-image",
                        "--format=raw",
                        "--only=system.img",
                        "-f",
                        own.toString(),
                        "-o",
                        OUT.toString())
                .expectSuccess();
        Files.delete(archive);
    }

    @AfterAll
    void removeOutputs() {
        BuiltImage.delete(WORK);
        BuiltImage.delete(OUT);
    }

    private static void addFiles(Path archive, Path work) throws IOException {
        Path tree = Files.createDirectories(work.resolve("tree"));
        Files.writeString(Files.createDirectories(tree.resolve("data/inner")).resolve("hello"), "on ext4\n");
        Files.writeString(Files.createDirectories(tree.resolve("srv/share")).resolve("Hello.txt"), "on FAT\n");
        Tool.run(
                        "tar",
                        "--append",
                        "--file=" + archive,
                        "--directory=" + tree,
                        "--owner=0",
                        "--group=0",
                        "data",
                        "srv/share")
                .expectSuccess();
    }

    @Test
    void theTableHasLogicalPartitions() {
        Sfdisk.check(disk);
        Sfdisk.Table table = Sfdisk.read(disk);
        assertThat(table.fields()).containsEntry("label", "dos");
        assertThat(table.partitions())
                .extracting(partition -> partition.get("type"))
                .containsExactly("83", "83", "83", "f", "83", "c", "83");
        assertThat(table.partitions().getFirst()).containsEntry("bootable", "true");
        assertThat(BuiltImage.bytes(table.partitions().get(1), "size"))
                .isEqualTo(1L << 30)
                .isEqualTo(BuiltImage.bytes(table.partitions().get(2), "size"));
    }

    @Test
    void fileSystemsAreSoundLabeledAndHoldTheirFiles() {
        Map<Integer, String> labels = Map.of(1, "GRUB2", 2, "ROOT-A", 3, "ROOT-B", 5, "DATA", 7, "PERSIST");
        for (Map.Entry<Integer, String> label : labels.entrySet()) {
            Path partition = partition(label.getKey());
            E2fsck.expectClean(partition);
            assertThat(Tool.run("e2label", partition.toString()).text().strip()).isEqualTo(label.getValue());
        }
        assertThat(Tool.run("debugfs", "-R", "cat /inner/hello", partition(5).toString())
                        .text())
                .contains("on ext4");
        Path share = partition(6);
        FsckFat.check(share);
        assertThat(Mtools.list(share)).contains("SHARE", "Hello.txt");
    }

    @Test
    void inspectTellsWhatItStartsFrom() {
        assertThat(Product.run("inspect", disk.toString()).expectSuccess().text())
                .contains("starts from a legacy BIOS")
                .containsPattern("6 .* 40 MiB +vfat +SHARE")
                .containsPattern("1 .* 60 MiB +ext4 +GRUB2");
    }

    /**
     * One boot for all: slot B, which is empty, is on trial, the disk is larger than the image, and there is a link on PERSIST
     * that the initramfs must not follow, for which somebody has to log in.
     */
    @Test
    void bootsUnderSeabiosFallsBackAsksForThePasswordAndGrows() {
        Path grown = OUT.resolve("grown.img");
        Tool.run("cp", "--sparse=always", disk.toString(), grown.toString()).expectSuccess();
        tryEmptySlotB(grown);
        String persist = partitionOf(grown, 7);
        Tool.run("debugfs", "-w", "-R", "symlink union /run", persist).expectSuccess();
        Tool.run("qemu-img", "resize", "-q", "-f", "raw", grown.toString(), "24G")
                .expectSuccess();
        try (var console = SerialConsole.start(new ArrayList<>(Product.command("boot", grown.toString())))) {
            console.expect("Falling back to slot A", SerialConsole.BOOT_DEADLINE);
            repairInTheEmergencyShell(console);
            console.login("root", PASSWORD);
            assertThat(console.run("systemctl is-system-running --wait").output())
                    .isEqualTo("running");
            assertThat(console.runSuccessfully("grub-editenv /boot/grub2/grubenv list")
                            .lines())
                    .contains("saved_entry=A")
                    .doesNotContain("boot_tries=3");
            assertThat(mount(console, "/")).isEqualTo("/dev/vda2 ext4");
            assertThat(mount(console, "/boot/grub2")).isEqualTo("/dev/vda1 ext4");
            assertThat(mount(console, "/data")).isEqualTo("/dev/vda5 ext4");
            assertThat(mount(console, "/srv/share")).isEqualTo("/dev/vda6 vfat");
            assertThat(mount(console, "/persist")).isEqualTo("/dev/vda7 ext4");
            // What the console shows of a file system that is mounted late may have moved the cursor.
            assertThat(console.runSuccessfully("cat /data/inner/hello /srv/share/Hello.txt")
                            .lines()
                            .map(String::strip))
                    .containsExactly("on ext4", "on FAT");
            assertThat(console.runSuccessfully("findmnt -no OPTIONS /data")).contains("noatime");
            console.runSuccessfully("touch /data/written /srv/share/written");
            assertThat(Integer.parseInt(
                            console.runSuccessfully("df --output=size -BG /persist | tail -1 | tr -dc 0-9")))
                    .isBetween(21, 22);
            assertThat(console.runSuccessfully("readlink -f /dev/disk/kubeos/7"))
                    .isEqualTo("/dev/vda7");
            console.send("systemctl poweroff\n");
            console.awaitEnd(SerialConsole.COMMAND_DEADLINE);
        }
    }

    private static void repairInTheEmergencyShell(SerialConsole console) {
        console.expect(
                "kubeos-persist: /persist/union is a symbolic link, which is not followed",
                SerialConsole.BOOT_DEADLINE);
        console.expect(
                "kubeos-emergency: KubeOS does not start. Failed: kubeos-persist.service",
                SerialConsole.COMMAND_DEADLINE);
        console.expect("Give root password for maintenance", SerialConsole.COMMAND_DEADLINE);
        for (String wrong : List.of("\n", "wrong\n")) {
            console.sendUntil("Login incorrect", wrong, SerialConsole.COMMAND_DEADLINE);
        }
        console.sendUntil("# ", PASSWORD + "\n", SerialConsole.COMMAND_DEADLINE);
        assertThat(console.runSuccessfully("ls /run")).doesNotContain("etc", "opt", "var");
        console.runSuccessfully("rm /sysroot/persist/union && kubeos-persist");
        console.send("exit\n");
    }

    private static String mount(SerialConsole console, String path) {
        return console.runSuccessfully("findmnt -nro SOURCE,FSTYPE " + path);
    }

    /** As the agent does after writing slot B, except that slot B is empty. */
    private void tryEmptySlotB(Path image) {
        Path environment = OUT.resolve("grubenv");
        Tool.run("grub-editenv", environment.toString(), "create").expectSuccess();
        Tool.run("grub-editenv", environment.toString(), "set", "saved_entry=A", "boot_trial=B", "boot_tries=3")
                .expectSuccess();
        String boot = partitionOf(image, 1);
        Tool.run("debugfs", "-w", "-R", "rm grubenv", boot).expectSuccess();
        Tool.run("debugfs", "-w", "-R", "write " + environment + " grubenv", boot)
                .expectSuccess();
        assertThat(Tool.run("debugfs", "-R", "cat grubenv", boot).text()).contains("boot_tries=3");
    }

    /** A partition for debugfs. */
    private static String partitionOf(Path image, int number) {
        return image + "?offset="
                + BuiltImage.bytes(Sfdisk.read(image).partitions().get(number - 1), "start");
    }

    private Path partition(int number) {
        return BuiltImage.partition(disk, number, OUT.resolve("partition" + number));
    }
}
