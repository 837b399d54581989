package org.kubeos.diskimage;

import static java.nio.file.StandardOpenOption.READ;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.kubeos.diskimage.io.AdaptiveIo;
import org.kubeos.diskimage.io.DirectAccess;
import org.kubeos.diskimage.io.FileChannels;
import org.kubeos.diskimage.io.Futures;

/**
 * Reads a whole file from its start to its end, past the system's cache while that is the faster way, on a thread that is
 * ahead of whoever uses the bytes.
 */
public final class FileScan implements Closeable {

    private static final int BUFFER_SIZE = 1 << 20;

    private final FileChannel channel;
    private final Optional<FileChannel> direct;
    private final AdaptiveIo way;
    private final long size;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("file scan").factory());
    private long position;

    private FileScan(Path file, AdaptiveIo way) throws IOException {
        this.channel = FileChannel.open(file, READ);
        this.direct = DirectAccess.open(file, READ);
        this.way = way;
        this.size = channel.size();
    }

    /**
     * Hands all of a file to {@code sink}, piece by piece, on the caller's thread. A piece is valid for the time of the call.
     */
    public static void read(Path file, Consumer<ByteBuffer> sink) throws IOException {
        read(file, sink, new AdaptiveIo());
    }

    static void read(Path file, Consumer<ByteBuffer> sink, AdaptiveIo way) throws IOException {
        try (var scan = new FileScan(file, way)) {
            scan.run(sink);
        }
    }

    private void run(Consumer<ByteBuffer> sink) throws IOException {
        ByteBuffer used = DirectAccess.allocate(BUFFER_SIZE);
        Future<ByteBuffer> next = readInto(DirectAccess.allocate(BUFFER_SIZE));
        for (ByteBuffer piece = Futures.of(next); piece.hasRemaining(); piece = Futures.of(next)) {
            next = readInto(used);
            sink.accept(piece);
            used = piece;
        }
    }

    /** Fills the buffer as far as the file goes. */
    private Future<ByteBuffer> readInto(ByteBuffer buffer) {
        return thread.submit(() -> {
            buffer.clear();
            if (direct.isPresent() && DirectAccess.share(buffer, position) > 0) {
                readFast(buffer, direct.get());
            }
            buffer.limit((int) Math.min(buffer.capacity(), buffer.position() + size - position));
            int rest = buffer.remaining();
            FileChannels.read(channel, buffer, position);
            position += rest;
            return buffer.flip();
        });
    }

    private void readFast(ByteBuffer buffer, FileChannel direct) throws IOException {
        long start = System.nanoTime();
        int count = (way.isDirect() ? direct : channel).read(buffer, position);
        if (count > 0) {
            way.took(System.nanoTime() - start, count);
            position += count;
        }
    }

    @Override
    public void close() throws IOException {
        thread.close();
        try (channel) {
            if (direct.isPresent()) {
                direct.get().close();
            }
        }
    }
}
