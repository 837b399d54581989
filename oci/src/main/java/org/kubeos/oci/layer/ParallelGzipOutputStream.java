package org.kubeos.oci.layer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses with gzip on several threads. Blocks of a fixed size are deflated independently, each with the end of the
 * previous block as its dictionary, and form a single member, which every gzip reader accepts. The bytes don't depend on the
 * number of threads. Source: RFC 1951 and 1952; the method is pigz's.
 */
final class ParallelGzipOutputStream extends OutputStream {

    /** gzip's own default. */
    static final int LEVEL = 6;

    static final int BLOCK_SIZE = 256 << 10;

    // RFC 1951, section 2: a match is at most this far back.
    private static final int WINDOW = 32 << 10;

    // RFC 1952, section 2.3: no name, no time, made on an unknown system.
    private static final byte[] HEADER = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF};
    private static final int TRAILER_SIZE = 8;

    private final OutputStream target;
    private final int threads;
    private final ExecutorService pool;
    private final Queue<Future<byte[]>> pending = new ArrayDeque<>();
    private final CRC32 checksum = new CRC32();
    private long length;
    private byte[] previous = {};
    private byte[] block = new byte[BLOCK_SIZE];
    private int filled;
    private boolean closed;

    ParallelGzipOutputStream(OutputStream target, int threads) throws IOException {
        this.target = target;
        this.threads = threads;
        this.pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().factory());
        target.write(HEADER);
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        checksum.update(bytes, offset, count);
        length += count;
        int position = offset;
        int end = offset + count;
        while (position < end) {
            int part = Math.min(end - position, BLOCK_SIZE - filled);
            System.arraycopy(bytes, position, block, filled, part);
            filled += part;
            position += part;
            if (filled == BLOCK_SIZE) {
                submit(false);
            }
        }
    }

    private void submit(boolean last) throws IOException {
        byte[] input = filled == BLOCK_SIZE ? block : Arrays.copyOf(block, filled);
        byte[] before = previous;
        pending.add(pool.submit(() -> deflate(input, before, last)));
        previous = input;
        block = new byte[BLOCK_SIZE];
        filled = 0;
        // Enough to keep all threads busy while the oldest block is being written, and no more: it costs heap.
        drain(2 * threads);
    }

    private static byte[] deflate(byte[] input, byte[] before, boolean last) {
        var deflater = new Deflater(LEVEL, true);
        try {
            int window = Math.min(before.length, WINDOW);
            deflater.setDictionary(before, before.length - window, window);
            deflater.setInput(input);
            // More than zlib's deflateBound(), so that one call takes everything and its flush comes once.
            var output = new byte[input.length + (input.length >> 8) + 64];
            if (last) {
                deflater.finish();
            }
            int size = deflater.deflate(output, 0, output.length, last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH);
            return Arrays.copyOf(output, size);
        } finally {
            deflater.end();
        }
    }

    private void drain(int mayStay) throws IOException {
        while (pending.size() > mayStay) {
            try {
                target.write(pending.remove().get());
            } catch (InterruptedException e) {
                throw new InterruptedIOException("interrupted while compressing");
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Error failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (target) {
            submit(true);
            drain(0);
            target.write(ByteBuffer.allocate(TRAILER_SIZE)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt((int) checksum.getValue())
                    .putInt((int) length)
                    .array());
        } finally {
            pool.shutdownNow();
        }
    }
}
