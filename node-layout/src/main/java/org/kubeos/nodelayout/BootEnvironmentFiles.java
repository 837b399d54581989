package org.kubeos.nodelayout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The two copies of the {@linkplain BootEnvironment boot environment} on BOOT. GRUB reads the first one if it is whole, else the
 * second.
 *
 * <p>A power cut at any moment of {@link #store}, and a sector that it tears, leave the environment of before or the new one: the
 * other copy is whole while one is written. Each is overwritten in place, so that no structure of the file system changes. Its
 * first byte, without which GRUB takes it for something else, is spoiled before the others change and restored after them: one
 * byte can't be torn. The serial numbers in the block's first and last line tell damage of other kinds, such as a lost sector.
 *
 * <p>Variables that {@link BootEnvironment} doesn't have are dropped when it is stored. Callers see to it that only one of them
 * stores at a time.
 */
public final class BootEnvironmentFiles {

    /** In place of the first byte of a block that is being written. */
    private static final byte SPOILED = '!';

    private static final int MAX_SERIAL = 99_999_999;

    /** A file that is larger than that is no environment block. */
    private static final int MAX_READ = 1 << 16;

    private final Path grubDirectory;
    private final Path first;
    private final Path second;
    private final SyncedWrite disk;

    /** Overwrites part of a file, which it creates if it is missing, and waits until that is on the disk. */
    @FunctionalInterface
    interface SyncedWrite {
        void write(Path file, int offset, byte[] bytes) throws IOException;
    }

    /** What is in a copy. */
    private record Copy(byte[] bytes, Optional<GrubEnvironment> variables) {

        boolean isWhole() {
            return variables
                    .filter(found ->
                            found.get(GrubEnvironment.SERIAL_FIRST).equals(found.get(GrubEnvironment.SERIAL_LAST)))
                    .isPresent();
        }

        Optional<BootEnvironment> environment() {
            return isWhole() ? variables.map(BootEnvironment::of) : Optional.empty();
        }

        int serial() {
            return Math.max(number(GrubEnvironment.SERIAL_FIRST), number(GrubEnvironment.SERIAL_LAST));
        }

        private int number(String name) {
            return variables
                    .flatMap(found -> found.get(name))
                    .filter(value -> value.matches("[0-9]{1,8}"))
                    .map(Integer::valueOf)
                    .orElse(0);
        }
    }

    BootEnvironmentFiles(Path grubDirectory, SyncedWrite disk) {
        this.grubDirectory = grubDirectory;
        this.first = grubDirectory.resolve(GrubEnvironment.FILE_NAME);
        this.second = grubDirectory.resolve(GrubEnvironment.SECOND_FILE_NAME);
        this.disk = disk;
    }

    /**
     * The files of a node.
     *
     * @param grubDirectory GRUB's directory on BOOT, which holds {@code grub.cfg}
     */
    public static BootEnvironmentFiles in(Path grubDirectory) {
        return new BootEnvironmentFiles(grubDirectory, BootEnvironmentFiles::overwrite);
    }

    /**
     * What GRUB reads; empty if neither copy is whole. Changes nothing.
     *
     * @throws NoSuchFileException if GRUB's directory is missing, as it is when BOOT isn't mounted
     */
    public Optional<BootEnvironment> read() throws IOException {
        if (!Files.isDirectory(grubDirectory)) {
            throw new NoSuchFileException(grubDirectory.toString());
        }
        return copy(first).environment().or(() -> copy(second).environment());
    }

    /**
     * What GRUB reads, or that of a new node if neither copy is whole, as GRUB boots slot A then. Makes both copies whole and
     * equal if they aren't.
     */
    public BootEnvironment load() throws IOException {
        BootEnvironment environment = read().orElseGet(BootEnvironment::ofNewImage);
        Copy copy = copy(first);
        if (!copy.isWhole() || !Arrays.equals(copy.bytes(), copy(second).bytes())) {
            store(environment);
        }
        return environment;
    }

    /**
     * Makes sure that {@link #store} may write both copies, without changing anything.
     *
     * @throws IOException if it may not, as on a file system that is mounted read-only
     */
    public void requireWritable() throws IOException {
        for (Path file : List.of(first, second)) {
            if (Files.exists(file)) {
                FileChannel.open(file, StandardOpenOption.WRITE).close();
            } else if (!Files.isWritable(grubDirectory)) {
                throw new AccessDeniedException(grubDirectory.toString(), null, "no file can be created there");
            }
        }
    }

    /** Writes both copies. When this returns they are on the disk. */
    public void store(BootEnvironment environment) throws IOException {
        Copy before = copy(first);
        Copy other = copy(second);
        int serial = next(Math.max(before.serial(), other.serial()));
        if (before.isWhole() && !Arrays.equals(before.bytes(), other.bytes())) {
            // Until now the first copy was all that counted. The second one must stand in for it.
            write(second, before.environment().orElseThrow().render(serial));
            serial = next(serial);
        }
        byte[] block = environment.render(serial);
        write(first, block);
        write(second, block);
    }

    private static int next(int serial) {
        return serial < MAX_SERIAL ? serial + 1 : 1;
    }

    private void write(Path file, byte[] block) throws IOException {
        disk.write(file, 0, new byte[] {SPOILED});
        disk.write(file, 1, Arrays.copyOfRange(block, 1, block.length));
        disk.write(file, 0, new byte[] {block[0]});
    }

    /** A copy that can't be read is damaged, to GRUB as well. */
    private static Copy copy(Path file) {
        byte[] bytes;
        try (var input = Files.newInputStream(file)) {
            bytes = input.readNBytes(MAX_READ);
        } catch (IOException e) {
            return new Copy(new byte[0], Optional.empty());
        }
        try {
            return new Copy(bytes, Optional.of(GrubEnvironment.parse(bytes)));
        } catch (NodeFileException e) {
            return new Copy(bytes, Optional.empty());
        }
    }

    private static void overwrite(Path file, int offset, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer, (long) offset + buffer.position());
            }
            if (channel.size() > GrubEnvironment.SIZE) {
                channel.truncate(GrubEnvironment.SIZE);
            }
            channel.force(true);
        }
    }
}
