package org.kubeos.slotimage;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.OciException;
import org.kubeos.process.FilePermissions;

/** Writes slot images. The bytes don't depend on the number of threads, and neither does how little memory it takes. */
public final class SlotImageWriter {

    private final OutputStream frames;
    private final int threads;
    private final ExecutorService pool;
    private final Queue<Pending> pending = new ArrayDeque<>();
    private final MessageDigest whole = Digest.algorithm();
    private final MessageDigest stored = Digest.algorithm();
    private final VerityTree verity = new VerityTree();
    private final List<Chunk> chunks = new ArrayList<>();
    private final Map<Digest, Chunk> byDigest = new HashMap<>();
    private long storedSize;

    /** A chunk that is being compressed. */
    private record Pending(long offset, int length, Future<Compressed> compressed) {}

    /** @param frame empty if the chunk is all zeros */
    private record Compressed(Digest digest, byte[] blockHashes, byte[] frame) {}

    private SlotImageWriter(OutputStream frames, int threads) {
        this.frames = frames;
        this.threads = threads;
        this.pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().factory());
    }

    /**
     * Reads the content of a slot and writes its frames. The same content always gives the same bytes.
     *
     * @param version of the OS
     * @param architecture by the kernel's name for it
     * @param content a whole number of blocks, at least one
     * @param file for the frames; is created, and other users can't read it
     * @throws OciException if the content is too large, or no whole number of blocks
     */
    public static SlotImage write(String version, String architecture, InputStream content, Path file)
            throws IOException {
        return write(version, architecture, content, file, Runtime.getRuntime().availableProcessors());
    }

    static SlotImage write(String version, String architecture, InputStream content, Path file, int threads)
            throws IOException {
        try (OutputStream frames = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            FilePermissions.hideFromOthers(file);
            var writer = new SlotImageWriter(frames, threads);
            try {
                long size = writer.writeFrames(content);
                frames.flush();
                return writer.finish(version, architecture, size, file);
            } finally {
                writer.pool.shutdownNow();
            }
        }
    }

    private long writeFrames(InputStream content) throws IOException {
        long size = Chunker.cut(content, (offset, chunk) -> {
            whole.update(chunk.duplicate());
            var bytes = new byte[chunk.remaining()];
            chunk.get(bytes);
            if (bytes.length % Chunker.BLOCK_SIZE != 0) {
                throw new OciException("The content of a slot is a whole number of blocks of " + Chunker.BLOCK_SIZE
                        + " bytes, but this has " + (offset + bytes.length) + " bytes.");
            }
            pending.add(new Pending(offset, bytes.length, pool.submit(() -> compress(bytes))));
            // Enough to keep all threads busy while the oldest chunk is being written, and no more: it costs heap.
            drain(2 * threads);
        });
        drain(0);
        return size;
    }

    private static Compressed compress(byte[] chunk) {
        Digest digest = Digest.of(chunk);
        byte[] hashes = VerityTree.hashBlocks(chunk);
        return new Compressed(digest, hashes, isZero(chunk) ? new byte[0] : Frames.compress(chunk));
    }

    private static boolean isZero(byte[] chunk) {
        return chunk[0] == 0 && Arrays.equals(chunk, 0, chunk.length - 1, chunk, 1, chunk.length);
    }

    private void drain(int mayStay) throws IOException {
        while (pending.size() > mayStay) {
            Pending oldest = pending.remove();
            add(oldest, result(oldest.compressed));
        }
    }

    private static Compressed result(Future<Compressed> compressed) throws IOException {
        try {
            return compressed.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while compressing");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private void add(Pending position, Compressed compressed) throws IOException {
        if (chunks.size() == ChunkIndex.MAX_CHUNKS) {
            throw new OciException("The content of the slot is too large for a slot image: it has more than "
                    + ChunkIndex.MAX_CHUNKS + " chunks, which are "
                    + (position.offset >> 20) + " MiB of content so far. Install fewer packages.");
        }
        verity.add(compressed.blockHashes);
        Chunk same = byDigest.get(compressed.digest);
        if (same == null) {
            boolean zero = compressed.frame.length == 0;
            same = new Chunk(
                    position.offset,
                    position.length,
                    compressed.digest,
                    zero ? 0 : storedSize,
                    compressed.frame.length);
            byDigest.put(compressed.digest, same);
            frames.write(compressed.frame);
            stored.update(compressed.frame);
            storedSize += compressed.frame.length;
        }
        chunks.add(
                new Chunk(position.offset, position.length, same.digest(), same.storedOffset(), same.storedLength()));
    }

    private SlotImage finish(String version, String architecture, long size, Path file) {
        if (size == 0) {
            throw new OciException("The content of a slot is a file system, but this has no bytes.");
        }
        var config = new SlotImageConfig(
                version, architecture, size, Chunker.BLOCK_SIZE, Digest.of(whole), Optional.of(verity.root()));
        var descriptor = new Descriptor(SlotImage.FRAMES, Digest.of(stored), storedSize);
        return new SlotImage(config, new ChunkIndex(chunks), new Blob.StoredFile(descriptor, file));
    }
}
