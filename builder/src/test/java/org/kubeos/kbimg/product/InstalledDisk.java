package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.kubeos.testkit.E2fsck;
import org.kubeos.testkit.FsckFat;
import org.kubeos.testkit.Mtools;
import org.kubeos.testkit.Sgdisk;
import org.kubeos.testkit.Tool;

/** A disk that the installer has written, before outside judges. */
final class InstalledDisk {

    private static final List<String> LABELS = List.of("BOOT", "ROOT-A", "ROOT-B", "PERSIST");

    /** Where an unfinished installation has its mark. */
    private static final long MARK = 2040 * 512L;

    private final Path disk;
    private final Path directory;

    /** @param disk a raw image with a GPT */
    InstalledDisk(Path disk, Path temp) throws IOException {
        this.disk = disk;
        directory = Files.createTempDirectory(temp, "installed");
    }

    /** Fails unless the disk is laid out like a disk image's, is sound, and holds just what the archive holds. */
    void expectSoundAndComplete(Path archive) throws IOException {
        Sgdisk.check(disk);
        for (int number = 1; number <= LABELS.size(); number++) {
            assertThat(Sgdisk.info(disk, number)).contains("Partition name: '" + LABELS.get(number - 1) + "'");
        }
        assertThat(Sgdisk.info(disk, 1)).contains("EFI system partition");
        FsckFat.check(partition(1));
        for (int number = 2; number <= LABELS.size(); number++) {
            E2fsck.expectClean(partition(number));
            assertThat(Tool.run("e2label", partition(number).toString()).text().strip())
                    .isEqualTo(LABELS.get(number - 1));
        }
        Tool.run("cmp", "--bytes=512", "--ignore-initial=" + MARK + ":0", disk.toString(), "/dev/zero")
                .expectSuccess();
        expectFiles(archive);
    }

    /** The text of a file on PERSIST. */
    String persistFile(String path) {
        return Tool.run("debugfs", "-R", "cat /" + path, partition(4).toString())
                .expectSuccess()
                .text()
                .replaceFirst("^debugfs .*\\n", "");
    }

    void writePersistFile(String path, String text) throws IOException {
        Path source = Files.writeString(directory.resolve("text"), text);
        changePersist("write " + source + " " + path);
    }

    /** Whether the root slot has a file. */
    boolean rootHas(String path) {
        return Tool.run("debugfs", "-R", "stat /" + path, partition(2).toString())
                .expectSuccess()
                .text()
                .contains("Inode: ");
    }

    /** @param commands of debugfs */
    void changePersist(String... commands) {
        Path persist = partition(4);
        for (String command : commands) {
            Tool.run("debugfs", "-w", "-R", command, persist.toString()).expectSuccess();
        }
        long start = Long.parseLong(Sgdisk.info(disk, 4).replaceAll("(?s).*First sector: (\\d+) .*", "$1"));
        Tool.run(
                        "dd",
                        "if=" + persist,
                        "of=" + disk,
                        "bs=1M",
                        "oflag=seek_bytes",
                        "seek=" + start * 512,
                        "conv=notrunc,sparse")
                .expectSuccess();
    }

    private void expectFiles(Path archive) throws IOException {
        Path expected = Files.createTempDirectory(directory, "expected");
        Tool.run("tar", "-xf", archive.toString(), "-C", expected.toString(), "--no-same-owner")
                .expectSuccess();
        Path found = Files.createTempDirectory(directory, "found");
        Tool.run("debugfs", "-R", "rdump / " + found, partition(2).toString()).expectSuccess();
        Tool.run("rm", "-rf", found.resolve("lost+found").toString()).expectSuccess();
        Mtools.extract(partition(1), found.resolve("boot/efi"));
        Path note = found.resolve("persist/data/note");
        Files.createDirectories(note.getParent());
        Files.writeString(note, persistFile("data/note"), StandardCharsets.UTF_8);
        assertThat(Tool.run("diff", "-r", "--no-dereference", expected.toString(), found.toString())
                        .text())
                .isEmpty();
    }

    private Path partition(int number) {
        return BuiltImage.partition(disk, number, directory.resolve("partition" + number));
    }
}
