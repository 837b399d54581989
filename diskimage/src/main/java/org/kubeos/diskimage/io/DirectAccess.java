package org.kubeos.diskimage.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Reads and writes past the system's cache of files, O_DIRECT in open(2): they need neither the cache's memory nor a copy,
 * but they wait for the disk. Place, length and memory of what they move are multiples of a page.
 */
public final class DirectAccess {

    /** Bytes; no disk and no file system that is met in practice asks for more. */
    private static final int PAGE = 4096;

    /** Bytes; with fewer, waiting for the disk takes longer than copying. */
    private static final int WORTHWHILE = 256 << 10;

    private DirectAccess() {}

    /** A buffer that starts where a page does. */
    public static ByteBuffer allocate(int capacity) {
        // An aligned slice also ends where a page does.
        return ByteBuffer.allocateDirect(capacity + 2 * PAGE).alignedSlice(PAGE).slice(0, capacity);
    }

    /** Opens a file that exists, unless its file system has no such access. */
    public static Optional<FileChannel> open(Path file, StandardOpenOption mode) {
        Optional<OpenOption> direct = option();
        if (direct.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(FileChannel.open(file, mode, direct.get()));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /** The JDK's option for it, which lies outside of the standard packages: the compiler warns of whoever names it. */
    private static Optional<OpenOption> option() {
        try {
            Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
            return Optional.of((OpenOption) options.getField("DIRECT").get(null));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    /** How many of a buffer's remaining bytes, from its position on, can and should be moved in this way; 0 if none. */
    public static int share(ByteBuffer memory, long position) {
        int whole = memory.remaining() / PAGE * PAGE;
        boolean possible =
                memory.isDirect() && position % PAGE == 0 && memory.alignmentOffset(memory.position(), PAGE) == 0;
        return possible && whole >= WORTHWHILE ? whole : 0;
    }
}
