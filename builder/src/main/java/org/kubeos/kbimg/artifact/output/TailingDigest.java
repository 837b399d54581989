package org.kubeos.kbimg.artifact.output;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.kubeos.process.BackgroundTask;

/** The SHA-256 of a file that is being written from its start to its end, computed on a thread that follows the writer. */
final class TailingDigest implements Closeable {

    private static final int BUFFER_SIZE = 256 << 10;

    /** Bytes that the follower is behind at least, so that it is not woken up for each small file. */
    private static final long STEP = 4L << 20;

    /** Stands in the queue for the end of the file. */
    private static final long END = -1;

    private final BlockingQueue<Long> sizes = new LinkedBlockingQueue<>();
    private final BackgroundTask<byte[]> digest;
    private long announced;

    /** @param file exists already */
    TailingDigest(Path file) {
        digest = BackgroundTask.start("digest", () -> follow(file));
    }

    /** The file's first {@code size} bytes are written, and stay as they are. */
    void written(long size) {
        if (size - announced >= STEP) {
            announced = size;
            sizes.add(size);
        }
    }

    /** The digest of the file, which has come to its end. */
    byte[] finish(long size) throws IOException {
        sizes.add(size);
        sizes.add(END);
        return digest.result();
    }

    private byte[] follow(Path file) throws IOException {
        MessageDigest digest = FileDigests.newDigest();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);
        try (var channel = FileChannel.open(file)) {
            for (long end = sizes.take(); end != END; end = sizes.take()) {
                while (channel.position() < end) {
                    buffer.clear().limit((int) Math.min(BUFFER_SIZE, end - channel.position()));
                    if (channel.read(buffer) < 0) {
                        throw new EOFException(file + " is shorter than it was");
                    }
                    digest.update(buffer.flip());
                }
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted");
        }
        return digest.digest();
    }

    /** Gives up, unless it is done. */
    @Override
    public void close() {
        digest.close();
    }
}
