package org.kubeos.diskimage.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writes on a thread of its own, in the order of the calls, while the caller reads what comes next: the system
 * takes as long to take bytes in as all the rest takes together.
 *
 * <p>A write that fails is thrown by a later call, at the latest by {@link #finish}.
 */
final class WriteBehind implements Closeable {

    static final int BUFFER_SIZE = 1 << 20;

    /** Enough that neither side waits for one slow call of the other. */
    private static final int BUFFERS = 4;

    private final GatheredWrites.Target target;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("writer").factory());
    private final Queue<Future<ByteBuffer>> pending = new ArrayDeque<>();
    private final Deque<ByteBuffer> free = new ArrayDeque<>();
    private int buffers;

    WriteBehind(GatheredWrites.Target target) {
        this.target = target;
    }

    /** An empty buffer to be filled and given to {@link #write}; waits for the oldest write if all are in use. */
    ByteBuffer takeBuffer() throws IOException {
        if (free.isEmpty() && buffers < BUFFERS) {
            buffers++;
            return DirectAccess.allocate(BUFFER_SIZE);
        }
        return free.isEmpty() ? Futures.of(pending.remove()) : free.remove();
    }

    /** Writes all remaining bytes of a buffer, which is the caller's no longer, at {@code offset}. */
    void write(ByteBuffer bytes, long offset) {
        pending.add(thread.submit(() -> {
            target.write(bytes, offset);
            return bytes.clear();
        }));
    }

    /** Waits until all is written. */
    void finish() throws IOException {
        while (!pending.isEmpty()) {
            free.add(Futures.of(pending.remove()));
        }
    }

    /** Gives up what is not written yet. The target is not in use any more then. */
    @Override
    public void close() {
        pending.forEach(write -> write.cancel(false));
        thread.close();
    }
}
