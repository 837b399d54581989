package org.kubeos.nodelayout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kubeos.nodelayout.BootEnvironment.Trial;
import org.kubeos.testkit.GrubTools;
import org.kubeos.testkit.Tool;

class BootEnvironmentFilesTest {

    private static final int SECTOR = 512;
    private static final BootEnvironment A = BootEnvironment.ofNewImage();
    private static final BootEnvironment TRIAL_OF_B = A.withTrial(Optional.of(new Trial(Slot.B, 3)));

    /** In the first sector, on the edge between both, and in both. */
    private static final List<Map<Slot, String>> ARGUMENTS = List.of(
            Map.of(),
            Map.of(Slot.A, "quiet", Slot.B, "x".repeat(380)),
            Map.of(Slot.A, "serial_last=00000001 ".repeat(21) + "y", Slot.B, "z".repeat(440)));

    @TempDir
    private Path directory;

    private Path first;
    private Path second;
    private BootEnvironmentFiles files;

    /** What was in both files when a write began, and the write. */
    private record Write(byte[][] before, int file, int offset, byte[] bytes) {}

    /** The copies' bytes; no bytes for a missing file. */
    private final byte[][] disk = {new byte[0], new byte[0]};

    @BeforeEach
    void locate() {
        first = directory.resolve("grubenv");
        second = directory.resolve("grubenv2");
        files = BootEnvironmentFiles.in(directory);
    }

    @Test
    void storesBothCopiesAndReadsThem() throws IOException {
        files.store(TRIAL_OF_B);
        assertThat(files.read()).contains(TRIAL_OF_B);
        assertThat(first).hasSize(1024).hasSameBinaryContentAs(second);
        files.store(A);
        assertThat(files.load()).isEqualTo(A);
        assertThat(GrubTools.environment(Files.readAllBytes(second)))
                .containsExactly(
                        "serial_first=00000002",
                        "saved_entry=A",
                        "boot_trial=",
                        "boot_tries=0",
                        "serial_last=00000002");
    }

    @Test
    void overwritesInPlace() throws IOException {
        files.store(A);
        Object key = Files.getAttribute(first, "unix:ino");
        files.store(TRIAL_OF_B);
        assertThat(Files.getAttribute(first, "unix:ino")).isEqualTo(key);
    }

    @Test
    void whatAPersonSetsWithGrubEditenvCounts() throws IOException {
        files.store(TRIAL_OF_B);
        Tool.run("grub-editenv", first.toString(), "set", "saved_entry=B").expectSuccess();
        assertThat(files.load()).isEqualTo(A.withConfirmed(Slot.B));
        assertThat(first).hasSameBinaryContentAs(second);
        Tool.run("grub-editenv", first.toString(), "create").expectSuccess();
        Tool.run("grub-editenv", first.toString(), "set", "saved_entry=B", "boot_trial=A", "boot_tries=2")
                .expectSuccess();
        assertThat(files.read()).contains(new BootEnvironment(Slot.B, Optional.of(new Trial(Slot.A, 2)), Map.of()));
    }

    @Test
    void aMissingOrDamagedCopyIsMadeWhole() throws IOException {
        files.store(TRIAL_OF_B);
        for (Path damaged : List.of(first, second)) {
            for (byte[] damage : damages()) {
                Files.write(damaged, damage);
                assertThat(files.load()).isEqualTo(TRIAL_OF_B);
                assertThat(first).hasSize(1024).hasSameBinaryContentAs(second);
            }
            Files.delete(damaged);
            assertThat(files.load()).isEqualTo(TRIAL_OF_B);
            assertThat(first).hasSize(1024).hasSameBinaryContentAs(second);
        }
    }

    private static List<byte[]> damages() {
        byte[] longArguments = TRIAL_OF_B.withKernelArguments(ARGUMENTS.get(2)).render(50);
        byte[] lostSector = longArguments.clone();
        Arrays.fill(lostSector, SECTOR, 2 * SECTOR, (byte) 0);
        byte[] lostFirstSector = longArguments.clone();
        Arrays.fill(lostFirstSector, 0, SECTOR, (byte) 0);
        return List.of(new byte[0], new byte[1024], lostSector, lostFirstSector, Arrays.copyOf(longArguments, 1000));
    }

    @Test
    void withoutAWholeCopyItIsThatOfANewNode() throws IOException {
        Files.write(first, new byte[1024]);
        assertThat(files.read()).isEmpty();
        assertThat(files.load()).isEqualTo(A);
        assertThat(files.read()).contains(A);
    }

    @Test
    void aBootThatIsNotMountedIsNotADamagedOne() {
        assertThatThrownBy(
                        () -> BootEnvironmentFiles.in(directory.resolve("EFI")).load())
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void serialNumbersBeginAnew() throws IOException {
        Files.write(first, A.render(99_999_999));
        Files.write(second, A.render(99_999_999));
        files.store(TRIAL_OF_B);
        assertThat(GrubTools.environment(Files.readAllBytes(first))).contains("serial_last=00000001");
    }

    /** How the copies may have come to differ before the agent stores. */
    enum Start {
        EQUAL,
        FIRST_SET_BY_HAND,
        FIRST_COUNTED,
        FIRST_TORN,
        SECOND_TORN,
        FIRST_EMPTY,
        SECOND_MISSING
    }

    /** Every pair of states, and a power cut at every byte of every write. */
    @ParameterizedTest
    @EnumSource(Start.class)
    void aCutLeavesTheOldOrTheNewEnvironment(Start start) throws IOException {
        // All pairs of states where both copies are equal, which they nearly always are.
        List<BootEnvironment> states = states(start == Start.EQUAL ? ARGUMENTS : ARGUMENTS.subList(1, 2));
        for (BootEnvironment old : states) {
            for (BootEnvironment next : states) {
                prepare(start, old);
                BootEnvironment before = grub(disk[0], disk[1]).orElseThrow();
                for (Write write : writesOfStore(next)) {
                    checkAllCuts(write, before, next);
                }
                assertThat(grub(disk[0], new byte[0])).contains(next);
                assertThat(grub(new byte[0], disk[1])).contains(next);
            }
        }
    }

    /** The real GRUB's reader, on cuts of one write after another. */
    @Test
    void grubItselfReadsTheOldOrTheNewEnvironment() throws IOException {
        BootEnvironment next = A.withConfirmed(Slot.B).withKernelArguments(ARGUMENTS.get(1));
        prepare(Start.EQUAL, TRIAL_OF_B.withKernelArguments(ARGUMENTS.get(2)));
        List<String> old = GrubTools.environment(disk[0]).subList(1, 4);
        Set<String> seen = new TreeSet<>();
        for (Write write : writesOfStore(next)) {
            for (int cut : List.of(0, 40, 300, 600, 1000, 1023)) {
                byte[] torn = write.before()[write.file()].clone();
                int length = Math.min(cut, write.bytes().length);
                System.arraycopy(write.bytes(), 0, torn, write.offset(), length);
                byte[][] copies = write.before().clone();
                copies[write.file()] = torn;
                String read =
                        readByGrub(copies[0]).or(() -> readByGrub(copies[1])).orElseThrow();
                assertThat(read).isIn(old.toString(), "[saved_entry=B, boot_trial=, boot_tries=0]");
                seen.add(read);
            }
        }
        assertThat(seen).hasSize(2);
    }

    private Optional<String> readByGrub(byte[] copy) {
        try {
            Path file = Files.write(directory.resolve("copy"), copy);
            Tool.Result result = Tool.run("grub-editenv", file.toString(), "list");
            if (result.exitCode() != 0) {
                return Optional.empty();
            }
            List<String> lines = result.lines();
            boolean whole = lines.getFirst().replace("first", "last").equals(lines.getLast());
            return whole ? Optional.of(lines.subList(1, 4).toString()) : Optional.empty();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<BootEnvironment> states(List<Map<Slot, String>> kernelArguments) {
        var states = new ArrayList<BootEnvironment>();
        for (Map<Slot, String> arguments : kernelArguments) {
            for (Slot slot : Slot.values()) {
                var untried = new BootEnvironment(slot, Optional.empty(), arguments);
                states.add(untried);
                IntStream.of(0, 3)
                        .forEach(tries -> states.add(untried.withTrial(Optional.of(new Trial(slot.other(), tries)))));
            }
        }
        return states;
    }

    private void prepare(Start start, BootEnvironment old) {
        byte[] block = old.render(9);
        disk[0] = block.clone();
        disk[1] = block.clone();
        switch (start) {
            case EQUAL -> {}
            case FIRST_SET_BY_HAND ->
                disk[1] = TRIAL_OF_B.withKernelArguments(ARGUMENTS.get(1)).render(9);
            case FIRST_COUNTED ->
                disk[1] = old.trial().isPresent()
                        ? old.withTrial(Optional.of(new Trial(old.confirmed().other(), 3)))
                                .render(9)
                        : block.clone();
            case FIRST_TORN -> disk[0] = tornBefore(old);
            case SECOND_TORN -> disk[1] = tornBefore(old);
            case FIRST_EMPTY -> disk[0] = new byte[0];
            case SECOND_MISSING -> disk[1] = new byte[0];
        }
    }

    /** What an earlier cut has left of a copy: the next serial number in front, the rest of before behind. */
    private static byte[] tornBefore(BootEnvironment old) {
        byte[] torn = TRIAL_OF_B.withKernelArguments(ARGUMENTS.get(1)).render(10);
        System.arraycopy(old.render(9), 200, torn, 200, 1024 - 200);
        torn[0] = '!';
        return torn;
    }

    /** Has the real class store, on files, and returns what it wrote; {@link #disk} is what they are then. */
    private List<Write> writesOfStore(BootEnvironment next) throws IOException {
        List<Path> paths = List.of(first, second);
        for (int file = 0; file < 2; file++) {
            Files.write(paths.get(file), disk[file]);
        }
        var writes = new ArrayList<Write>();
        new BootEnvironmentFiles(directory, (path, offset, bytes) -> {
                    int file = paths.indexOf(path);
                    writes.add(new Write(new byte[][] {disk[0].clone(), disk[1].clone()}, file, offset, bytes));
                    byte[] after = Arrays.copyOf(disk[file], Math.max(disk[file].length, offset + bytes.length));
                    System.arraycopy(bytes, 0, after, offset, bytes.length);
                    disk[file] = after;
                })
                .store(next);
        return writes;
    }

    private static void checkAllCuts(Write write, BootEnvironment before, BootEnvironment next) {
        Optional<BootEnvironment> other = copy(write.before()[1 - write.file()]);
        boolean otherIsRight = other.equals(Optional.of(before)) || other.equals(Optional.of(next));
        forEachCut(write, torn -> {
            Optional<BootEnvironment> read = copy(torn);
            boolean right = read.isEmpty() || write.file() == 1 && other.isPresent()
                    ? otherIsRight
                    : read.equals(Optional.of(before)) || read.equals(Optional.of(next));
            if (!right) {
                throw new AssertionError("From " + before + " to " + next + ": a cut of the write of "
                        + write.bytes().length + " bytes at " + write.offset() + " of file " + write.file() + " leaves "
                        + read + ":\n" + new String(torn, StandardCharsets.ISO_8859_1));
            }
        });
    }

    /** The sectors in either order, and the one that is being written torn at every byte, from either end. */
    private static void forEachCut(Write write, Consumer<byte[]> check) {
        byte[] old = write.before()[write.file()];
        int end = write.offset() + write.bytes().length;
        byte[] base = Arrays.copyOf(old, Math.max(old.length, end));
        List<Integer> sectors = new ArrayList<>(IntStream.rangeClosed(write.offset() / SECTOR, (end - 1) / SECTOR)
                .boxed()
                .toList());
        for (int order = 0; order < 2; order++) {
            byte[] torn = base.clone();
            for (int sector : sectors) {
                int from = Math.max(write.offset(), sector * SECTOR);
                int to = Math.min(end, (sector + 1) * SECTOR);
                byte[] fromTheEnd = torn.clone();
                check.accept(torn);
                for (int position = to - 1; position >= from; position--) {
                    fromTheEnd[position] = write.bytes()[position - write.offset()];
                    check.accept(fromTheEnd);
                }
                for (int position = from; position < to; position++) {
                    torn[position] = write.bytes()[position - write.offset()];
                    check.accept(torn);
                }
            }
            Collections.reverse(sectors);
        }
    }

    /** The rules of the boot menu. */
    private static Optional<BootEnvironment> grub(byte[] firstCopy, byte[] secondCopy) {
        return copy(firstCopy).or(() -> copy(secondCopy));
    }

    private static Optional<BootEnvironment> copy(byte[] bytes) {
        try {
            GrubEnvironment variables = GrubEnvironment.parse(bytes);
            boolean whole = variables.get("serial_first").equals(variables.get("serial_last"));
            return whole ? Optional.of(BootEnvironment.of(variables)) : Optional.empty();
        } catch (NodeFileException e) {
            return Optional.empty();
        }
    }
}
