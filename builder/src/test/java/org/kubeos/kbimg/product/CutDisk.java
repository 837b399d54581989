package org.kubeos.kbimg.product;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import org.kubeos.oci.Digest;
import org.kubeos.testkit.DiskWriteLog;
import org.kubeos.testkit.DiskWriteLog.Entry;

/** A disk that recorded writes are made to, and taken back from. */
final class CutDisk implements AutoCloseable {

    private final Path file;
    private final FileChannel disk;
    private final FileChannel log;

    /** What was where a write went, the newest first. */
    private final Deque<Before> undo = new ArrayDeque<>();

    private record Before(long offset, ByteBuffer bytes) {}

    /**
     * Opens a disk.
     *
     * @param file a raw image as it was when the recording began; it is changed
     * @param log of writes
     */
    CutDisk(Path file, Path log) throws IOException {
        this.file = file;
        this.disk = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        this.log = FileChannel.open(log);
    }

    Path file() {
        return file;
    }

    /** Makes a write for good. */
    void apply(Entry entry) throws IOException {
        long position = 0;
        while (position < entry.length()) {
            long copied = log.position(entry.data() + position)
                    .transferTo(
                            entry.data() + position,
                            entry.length() - position,
                            disk.position(entry.offset() + position));
            if (copied <= 0) {
                throw new EOFException("the log ends early");
            }
            position += copied;
        }
    }

    /**
     * Makes a part of a write, until {@link #takeBack}.
     *
     * @param from the first byte of the write that reaches the disk
     * @param to the one after the last
     */
    void tear(Entry entry, int from, int to) throws IOException {
        ByteBuffer before = ByteBuffer.allocate(to - from);
        ByteBuffer after = ByteBuffer.allocate(to - from);
        readFully(disk, before, entry.offset() + from);
        readFully(log, after, entry.data() + from);
        undo.push(new Before(entry.offset() + from, before));
        write(after, entry.offset() + from);
    }

    /** Takes back all that {@link #tear} did. */
    void takeBack() throws IOException {
        while (!undo.isEmpty()) {
            Before before = undo.pop();
            write(before.bytes(), before.offset());
        }
    }

    private void write(ByteBuffer bytes, long offset) throws IOException {
        while (bytes.hasRemaining()) {
            offset += disk.write(bytes, offset);
        }
    }

    private static void readFully(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
        while (bytes.hasRemaining()) {
            int count = channel.read(bytes, offset + bytes.position());
            if (count < 0) {
                throw new EOFException("the disk or the log ends early");
            }
        }
        bytes.flip();
    }

    /** The SHA-256 of a range. */
    String sha256(long offset, long length) throws IOException {
        var digest = Digest.algorithm();
        ByteBuffer piece = ByteBuffer.allocate(1 << 20);
        for (long done = 0; done < length; done += piece.limit()) {
            piece.clear().limit((int) Math.min(piece.capacity(), length - done));
            readFully(disk, piece, offset + done);
            digest.update(piece);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The number of sectors of a write. */
    static int sectors(Entry entry) {
        return (int) (entry.length() / DiskWriteLog.SECTOR);
    }

    @Override
    public void close() throws IOException {
        disk.close();
        log.close();
    }
}
