package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.kubeos.nodelayout.BootEnvironment;
import org.kubeos.nodelayout.BootEnvironment.Trial;
import org.kubeos.nodelayout.BootEnvironmentFiles;
import org.kubeos.nodelayout.Slot;
import org.kubeos.testkit.GrubTools;
import org.kubeos.testkit.SerialConsole;
import org.kubeos.testkit.Sfdisk;
import org.kubeos.testkit.Tool;

/** What the real GRUB makes of the boot environment, on the examples' disks in QEMU. No boot goes further than needed. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(SharedOutputs.class)
class BootTrialIT {

    private static final String UEFI_DIRECTORY = "::/EFI/kubeos/";
    private static final BootEnvironment TRIAL_OF_B =
            BootEnvironment.ofNewImage().withTrial(Optional.of(new Trial(Slot.B, 3)));

    @TempDir
    private Path temp;

    /**
     * Slot B has a kernel that finds no root, and panics. GRUB must go by the second copy, as the first is damaged, count there,
     * and return to slot A by itself after three tries.
     */
    @Test
    void aKernelThatPanicsLeadsBackAfterThreeTries() throws IOException {
        Path disk = rawDisk(BuiltImage.example());
        fillSlotB(disk);
        putUefi(disk, "grubenv", new byte[1024]);
        putUefi(
                disk,
                "grubenv2",
                block(TRIAL_OF_B.withKernelArguments(Map.of(Slot.B, "console=ttyS0,115200 chosen=B"))));
        try (SerialConsole console = boot(disk)) {
            for (int left = 2; left >= 0; left--) {
                console.expect("The boot environment grubenv is damaged", SerialConsole.BOOT_DEADLINE);
                console.expect("KubeOS, slot B, on trial", SerialConsole.BOOT_DEADLINE);
                console.expect("Loading slot B", SerialConsole.COMMAND_DEADLINE);
                MatchResult line = console.expect("Kernel command line: (.*)\n", SerialConsole.BOOT_DEADLINE);
                assertThat(line.group(1).split(" ")).contains("chosen=B", "kubeos.trial=1", "panic=10");
                console.expect("Kernel panic", SerialConsole.BOOT_DEADLINE);
            }
            console.expect("Slot B did not prove good; going back to slot A", SerialConsole.BOOT_DEADLINE);
            console.expect("Loading slot A", SerialConsole.COMMAND_DEADLINE);
            MatchResult line = console.expect("Kernel command line: (.*)\n", SerialConsole.BOOT_DEADLINE);
            assertThat(line.group(1)).doesNotContain("chosen=B", "kubeos.trial", "panic=10");
        }
        assertThat(getUefi(disk, "grubenv2")).contains("saved_entry=A", "boot_trial=B", "boot_tries=0");
        assertThat(getUefi(disk, "grubenv")).isEmpty();
    }

    @Test
    void aSlotWithoutAKernelLeadsBackAtOnce() throws IOException {
        Path disk = rawDisk(BuiltImage.example());
        putUefi(disk, "grubenv", block(TRIAL_OF_B));
        putUefi(disk, "grubenv2", block(TRIAL_OF_B));
        try (SerialConsole console = boot(disk)) {
            console.expect("Slot B can't be started", SerialConsole.BOOT_DEADLINE);
            console.expect("Loading slot A", SerialConsole.COMMAND_DEADLINE);
            console.expect("Kernel command line: (?!.*kubeos.trial).*\n", SerialConsole.BOOT_DEADLINE);
        }
        assertThat(getUefi(disk, "grubenv")).contains("saved_entry=A", "boot_tries=2");
    }

    /** On ext4, where BOOT is for a legacy BIOS. */
    @Test
    void aBiosCountsAsWellAndReturnsWithoutAnyEnvironment() throws IOException {
        Path disk = rawDisk(BuiltImage.bios());
        fillSlotB(disk);
        putBios(disk, "grubenv", new byte[1024]);
        putBios(
                disk,
                "grubenv2",
                block(TRIAL_OF_B
                        .withTrial(Optional.of(new Trial(Slot.B, 1)))
                        .withKernelArguments(Map.of(Slot.B, "console=ttyS0,115200"))));
        try (SerialConsole console = boot(disk)) {
            console.expect("KubeOS, slot B, on trial", SerialConsole.BOOT_DEADLINE);
            console.expect("Kernel command line: .*kubeos.trial=1", SerialConsole.BOOT_DEADLINE);
            console.expect("Kernel panic", SerialConsole.BOOT_DEADLINE);
            console.expect("Slot B did not prove good; going back to slot A", SerialConsole.BOOT_DEADLINE);
            console.expect("Loading slot A", SerialConsole.COMMAND_DEADLINE);
        }
        assertThat(lines(getBios(disk, "grubenv2"))).contains("boot_tries=0");
        putBios(disk, "grubenv2", new byte[1024]);
        try (SerialConsole console = boot(disk)) {
            console.expect("The boot environment grubenv2 is damaged", SerialConsole.BOOT_DEADLINE);
            console.expect("Loading slot A", SerialConsole.COMMAND_DEADLINE);
        }
    }

    /** Many environments in one boot: a menu that reads the real one beside each of them, and says what that would start. */
    @Test
    void afterACutGrubStartsTheOldSlotOrTheNewOne() throws IOException {
        List<byte[][]> cuts = cuts();
        Path disk = rawDisk(BuiltImage.example());
        String boot = uefiBoot(disk);
        Path menu = temp.resolve("grub.cfg");
        Tool.run("mcopy", "-n", "-i", boot, UEFI_DIRECTORY + "grub.cfg", menu.toString())
                .expectSuccess();
        Tool.run("mmd", "-i", boot, "::/cases").expectSuccess();
        for (int number = 0; number < cuts.size(); number++) {
            String directory = "::/cases/" + number;
            Tool.run("mmd", "-i", boot, directory).expectSuccess();
            insert(boot, Files.readAllBytes(menu), directory + "/grub.cfg");
            insert(boot, cuts.get(number)[0], directory + "/grubenv");
            insert(boot, cuts.get(number)[1], directory + "/grubenv2");
        }
        String driver = """
                serial --unit=0 --speed=115200
                terminal_output serial
                set cases="($root)/cases"
                for number in %s; do
                    set prefix="$cases/$number"
                    source "$prefix/grub.cfg"
                    terminal_output serial
                    echo "case $number: $default $saved_entry $boot_tries."
                done
                echo "That was all."
                """.formatted(numbers(cuts.size()));
        insert(boot, driver.getBytes(StandardCharsets.UTF_8), UEFI_DIRECTORY + "grub.cfg");
        var results = new TreeMap<Integer, String>();
        try (SerialConsole console = boot(disk)) {
            console.expect("That was all", SerialConsole.BOOT_DEADLINE);
            Pattern.compile("case (\\d+): (. . \\d)\\.")
                    .matcher(console.transcript())
                    .results()
                    .forEach(found -> results.put(Integer.valueOf(found.group(1)), found.group(2)));
        }
        assertThat(results).hasSize(cuts.size());
        assertThat(results.values()).contains("B A 3", "B B 0").containsOnly("B A 3", "B B 0");
    }

    private static String numbers(int count) {
        var numbers = new ArrayList<String>();
        for (int number = 0; number < count; number++) {
            numbers.add(Integer.toString(number));
        }
        return String.join(" ", numbers);
    }

    /** What a cut leaves when the agent confirms slot B: each write done up to some byte. */
    private List<byte[][]> cuts() throws IOException {
        Path directory = Files.createDirectories(temp.resolve("environment"));
        BootEnvironmentFiles files = BootEnvironmentFiles.in(directory);
        Map<Slot, String> arguments = Map.of(Slot.A, "a".repeat(350), Slot.B, "b".repeat(350));
        files.store(TRIAL_OF_B.withKernelArguments(arguments));
        byte[] old = Files.readAllBytes(directory.resolve("grubenv"));
        files.store(BootEnvironment.ofNewImage().withConfirmed(Slot.B).withKernelArguments(arguments));
        byte[] next = Files.readAllBytes(directory.resolve("grubenv"));
        var cuts = new ArrayList<byte[][]>();
        for (int cut : List.of(1, 30, 70, 400, 512, 700, 1023, 1024)) {
            byte[] torn = old.clone();
            System.arraycopy(next, 0, torn, 0, cut);
            torn[0] = '!';
            cuts.add(new byte[][] {torn, old});
            cuts.add(new byte[][] {next, torn});
        }
        cuts.add(new byte[][] {old, old});
        cuts.add(new byte[][] {next, old});
        cuts.add(new byte[][] {next, next});
        return cuts;
    }

    private byte[] block(BootEnvironment environment) throws IOException {
        Path directory = Files.createDirectories(temp.resolve("block"));
        BootEnvironmentFiles.in(directory).store(environment);
        return Files.readAllBytes(directory.resolve("grubenv"));
    }

    private Path rawDisk(BuiltImage image) {
        Path disk = temp.resolve("disk.img");
        Tool.run("qemu-img", "convert", "-O", "raw", image.file("system.qcow2").toString(), disk.toString())
                .expectSuccess();
        return disk;
    }

    /** A file system with slot A's kernel, and an initramfs that has no init. */
    private void fillSlotB(Path disk) throws IOException {
        Path boot = Files.createDirectories(temp.resolve("slot")).resolve("boot");
        Tool.run("debugfs", "-R", "rdump /boot " + boot.getParent(), partition(disk, Slot.A.number()))
                .expectSuccess();
        Files.write(
                boot.resolve("initramfs.img"),
                Tool.run("cpio", "--quiet", "-o", "-H", "newc").expectSuccess().output());
        Path slot = temp.resolve("slot.img");
        Tool.run("mke2fs", "-q", "-t", "ext4", "-d", boot.getParent().toString(), slot.toString(), "64M")
                .expectSuccess();
        Tool.run(
                        "dd",
                        "if=" + slot,
                        "of=" + disk,
                        "bs=1M",
                        "oflag=seek_bytes",
                        "seek=" + start(disk, Slot.B.number()),
                        "conv=notrunc,sparse")
                .expectSuccess();
    }

    private static SerialConsole boot(Path disk) {
        return SerialConsole.start(new ArrayList<>(Product.command("boot", "--persistent", disk.toString())));
    }

    private static long start(Path disk, int number) {
        return BuiltImage.bytes(Sfdisk.read(disk).partitions().get(number - 1), "start");
    }

    /** A partition for debugfs. */
    private static String partition(Path disk, int number) {
        return disk + "?offset=" + start(disk, number);
    }

    /** BOOT for mtools. */
    private static String uefiBoot(Path disk) {
        return disk + "@@" + start(disk, 1);
    }

    private void putUefi(Path disk, String name, byte[] content) throws IOException {
        insert(uefiBoot(disk), content, UEFI_DIRECTORY + name);
    }

    private void insert(String boot, byte[] content, String target) throws IOException {
        Path file = Files.write(temp.resolve("inserted"), content);
        Tool.run("mcopy", "-o", "-i", boot, file.toString(), target).expectSuccess();
    }

    private List<String> getUefi(Path disk, String name) throws IOException {
        Path file = temp.resolve("extracted");
        Tool.run("mcopy", "-n", "-i", uefiBoot(disk), UEFI_DIRECTORY + name, file.toString())
                .expectSuccess();
        return lines(Files.readAllBytes(file));
    }

    private void putBios(Path disk, String name, byte[] content) throws IOException {
        Path file = Files.write(temp.resolve("inserted"), content);
        Tool.run("debugfs", "-w", "-R", "rm " + name, partition(disk, 1)).expectSuccess();
        Tool.run("debugfs", "-w", "-R", "write " + file + " " + name, partition(disk, 1))
                .expectSuccess();
    }

    private byte[] getBios(Path disk, String name) throws IOException {
        Path file = temp.resolve("extracted");
        Tool.run("debugfs", "-R", "dump " + name + " " + file, partition(disk, 1))
                .expectSuccess();
        return Files.readAllBytes(file);
    }

    /** No lines if GRUB doesn't take it for an environment block. */
    private static List<String> lines(byte[] block) throws IOException {
        boolean damaged = Arrays.equals(block, new byte[block.length]);
        return damaged ? List.of() : GrubTools.environment(block);
    }
}
