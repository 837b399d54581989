package org.kubeos.agent.upgrade;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.upgrade.ChunkPlan.Missing;
import org.kubeos.oci.ContentStore;
import org.kubeos.oci.Descriptor;
import org.kubeos.slotimage.Chunk;
import org.kubeos.slotimage.Chunker;
import org.kubeos.slotimage.Frames;

/**
 * Fetches chunks and writes them to the slot. Chunks that are stored near each other come in one request, several requests run
 * at a time. A store without ranges gives the whole blob once. No chunk is written before it was verified.
 */
final class ChunkFetcher {

    /** In bytes: fetching so many that aren't wanted takes less time than another request. */
    static final int MAX_GAP = 32 << 10;

    /** In bytes: small enough for several requests to share the work. */
    static final int MAX_RANGE = 4 << 20;

    private static final int PARALLEL = 4;

    private final ContentStore store;
    private final Descriptor frames;
    private final SlotWriter writer;
    private final Throttle throttle;
    private final Events events;
    private final String where;
    private final AtomicLong done = new AtomicLong();
    private long total;

    /** @param where the image's name, for messages */
    ChunkFetcher(
            ContentStore store, Descriptor frames, SlotWriter writer, Throttle throttle, Events events, String where) {
        this.store = store;
        this.frames = frames;
        this.writer = writer;
        this.throttle = throttle;
        this.events = events;
        this.where = where;
    }

    /**
     * A part of the blob that is fetched at once.
     *
     * @param chunks in the order in which they are stored
     */
    record Range(List<Missing> chunks) {
        long start() {
            return chunks.getFirst().chunk().storedOffset();
        }

        long end() {
            Chunk last = chunks.getLast().chunk();
            return last.storedOffset() + last.storedLength();
        }
    }

    /** The requests that fetch {@code missing}. */
    static List<Range> ranges(List<Missing> missing) {
        List<Missing> sorted = missing.stream()
                .sorted(Comparator.comparingLong(one -> one.chunk().storedOffset()))
                .toList();
        var ranges = new ArrayList<Range>();
        var current = new ArrayList<Missing>();
        for (Missing next : sorted) {
            if (!current.isEmpty()) {
                var range = new Range(current);
                long end = next.chunk().storedOffset() + next.chunk().storedLength();
                if (next.chunk().storedOffset() - range.end() > MAX_GAP || end - range.start() > MAX_RANGE) {
                    ranges.add(new Range(List.copyOf(current)));
                    current.clear();
                }
            }
            current.add(next);
        }
        if (!current.isEmpty()) {
            ranges.add(new Range(List.copyOf(current)));
        }
        return ranges;
    }

    /**
     * Fetches and writes.
     *
     * @throws org.kubeos.oci.OciException if the store fails for good, or what it gives is wrong
     */
    void fetch(List<Missing> missing) throws IOException {
        List<Range> ranges = ranges(missing);
        if (ranges.isEmpty()) {
            return;
        }
        events.step("Fetching what neither slot has");
        total = missing.stream().mapToLong(one -> one.chunk().storedLength()).sum();
        var left = new ConcurrentLinkedQueue<Range>();
        // The first one tells whether the store has ranges, before several ask for the same.
        if (fetch(ranges.getFirst())) {
            fetchParallel(ranges.subList(1, ranges.size()), left);
        } else {
            left.addAll(ranges);
        }
        if (!left.isEmpty()) {
            stream(left.stream().flatMap(range -> range.chunks().stream()).toList());
        }
    }

    private void fetchParallel(List<Range> ranges, ConcurrentLinkedQueue<Range> left) throws IOException {
        try (ExecutorService executor = Executors.newFixedThreadPool(PARALLEL)) {
            var running = new ExecutorCompletionService<Boolean>(executor);
            var futures = new ArrayList<Future<Boolean>>();
            for (Range range : ranges) {
                futures.add(running.submit(() -> fetch(range) || left.add(range)));
            }
            try {
                for (int i = 0; i < ranges.size(); i++) {
                    running.take().get();
                }
            } catch (InterruptedException e) {
                throw new InterruptedIOException("interrupted while fetching " + where);
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case IOException failure -> throw failure;
                    case RuntimeException failure -> throw failure;
                    case Error failure -> throw failure;
                    case null, default -> throw new IOException(e.getCause());
                }
            } finally {
                futures.forEach(future -> future.cancel(true));
            }
        }
    }

    /** Whether the store has given the range. */
    private boolean fetch(Range range) throws IOException {
        Optional<InputStream> opened = store.openRange(frames, range.start(), range.end() - range.start());
        if (opened.isEmpty()) {
            return false;
        }
        try (InputStream in = throttle.limit(opened.get())) {
            write(in, range.start(), range.chunks());
        }
        return true;
    }

    private void stream(List<Missing> missing) throws IOException {
        events.note("The registry gives no parts of blobs, so all " + frames.size() + " bytes are fetched");
        List<Missing> sorted = missing.stream()
                .sorted(Comparator.comparingLong(one -> one.chunk().storedOffset()))
                .toList();
        try (InputStream in = throttle.limit(store.open(frames, 0))) {
            write(in, 0, sorted);
        }
    }

    /** @param position of the stream's first byte in the blob */
    private void write(InputStream in, long position, List<Missing> chunks) throws IOException {
        var frame = new byte[0];
        var content = new byte[Chunker.MAX_SIZE];
        long next = position;
        for (Missing missing : chunks) {
            Chunk chunk = missing.chunk();
            in.skipNBytes(chunk.storedOffset() - next);
            if (frame.length < chunk.storedLength()) {
                frame = new byte[chunk.storedLength()];
            }
            if (in.readNBytes(frame, 0, chunk.storedLength()) < chunk.storedLength()) {
                throw new IOException("the content of " + where + " ends early");
            }
            next = chunk.storedOffset() + chunk.storedLength();
            Frames.decompress(chunk, frame, content, where);
            for (Chunk target : missing.targets()) {
                writer.write(ByteBuffer.wrap(content, 0, target.length()), target.offset());
            }
            events.progress(done.addAndGet(chunk.storedLength()), total);
        }
    }
}
