package org.kubeos.agent.upgrade;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.SlotStorage;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.ext4.Ext4Reader;
import org.kubeos.oci.BulkInputStream;
import org.kubeos.oci.Digest;
import org.kubeos.slotimage.Chunk;
import org.kubeos.slotimage.Chunker;

/**
 * Where each chunk of a slot's new content comes from.
 *
 * @param inPlace bytes that the slot already has where they belong
 * @param zeros chunks that are nothing but zeros
 * @param copies chunks that one of the slots has somewhere
 * @param missing chunks that neither slot has, by what is stored for them
 */
record ChunkPlan(long inPlace, List<Chunk> zeros, List<Copy> copies, List<Missing> missing) {

    /** In bytes. The head is zeroed before the copies are made. */
    private static final int NO_SOURCE = SlotWriter.HEAD;

    /** In bytes. */
    private static final int READ_AHEAD = 1 << 18;

    /** A chunk that {@code from} has at {@code position}. */
    record Copy(Chunk chunk, SlotStorage from, long position) {}

    /**
     * A stored chunk that must be fetched.
     *
     * @param targets all places of the content that have it; the first one stands for them
     */
    record Missing(List<Chunk> targets) {
        Chunk chunk() {
            return targets.getFirst();
        }
    }

    ChunkPlan {
        zeros = List.copyOf(zeros);
        copies = List.copyOf(copies);
        missing = List.copyOf(missing);
    }

    /** Whether there is nothing to do. */
    boolean isDone() {
        return zeros.isEmpty() && copies.isEmpty() && missing.isEmpty();
    }

    /** Bytes that will be copied from the slots. */
    long copied() {
        return copies.stream().mapToLong(copy -> copy.chunk().length()).sum();
    }

    /** Bytes that will be fetched. */
    long fetched() {
        return missing.stream().mapToLong(one -> one.chunk().storedLength()).sum();
    }

    /**
     * Makes the plan. Nothing is written.
     *
     * @param chunks of the new content, in its order
     * @param target the slot to be written
     * @param running the slot that runs, which doesn't change
     */
    static ChunkPlan of(List<Chunk> chunks, SlotStorage target, Optional<SlotStorage> running, Events events) {
        events.step("Comparing with what the slots hold");
        var sources = new HashMap<Digest, Copy>();
        var zeros = new ArrayList<Chunk>();
        var wanted = new ArrayList<Chunk>();
        long inPlace = 0;
        var buffer = new byte[Chunker.MAX_SIZE];
        for (Chunk chunk : chunks) {
            events.progress(chunk.offset(), chunks.getLast().offset());
            if (has(target, chunk, buffer)) {
                inPlace += chunk.length();
                if (chunk.offset() >= NO_SOURCE) {
                    sources.putIfAbsent(chunk.digest(), new Copy(chunk, target, chunk.offset()));
                }
            } else if (chunk.isZero()) {
                zeros.add(chunk);
            } else {
                wanted.add(chunk);
            }
        }
        if (running.isPresent()) {
            try {
                search(running.get(), wanted, sources);
            } catch (IOException e) {
                events.warn("Can't read all of the running slot, so more is fetched: " + e.getMessage());
            }
        }
        var copies = new ArrayList<Copy>();
        Map<Digest, List<Chunk>> missing = new LinkedHashMap<>();
        for (Chunk chunk : wanted) {
            Copy source = sources.get(chunk.digest());
            if (source == null) {
                missing.computeIfAbsent(chunk.digest(), _ -> new ArrayList<>()).add(chunk);
            } else {
                copies.add(new Copy(chunk, source.from(), source.position()));
            }
        }
        return new ChunkPlan(
                inPlace,
                zeros,
                copies,
                missing.values().stream().map(Missing::new).toList());
    }

    private static boolean has(SlotStorage slot, Chunk chunk, byte[] buffer) {
        if (chunk.offset() + chunk.length() > slot.size()) {
            return false;
        }
        try {
            slot.read(ByteBuffer.wrap(buffer, 0, chunk.length()), chunk.offset());
        } catch (IOException e) {
            // A sector that can't be read may well be written.
            return false;
        }
        return digest(buffer, chunk.length()).equals(chunk.digest());
    }

    /** Finds wanted chunks anywhere in a slot. */
    private static void search(SlotStorage slot, Collection<Chunk> wanted, Map<Digest, Copy> sources)
            throws IOException {
        Map<Digest, Chunk> left = new HashMap<>();
        Set<Integer> lengths = new HashSet<>();
        for (Chunk chunk : wanted) {
            if (!sources.containsKey(chunk.digest())) {
                left.putIfAbsent(chunk.digest(), chunk);
                lengths.add(chunk.length());
            }
        }
        if (left.isEmpty()) {
            return;
        }
        MessageDigest digest = Digest.algorithm();
        try (InputStream content = new BufferedInputStream(new SlotStream(slot, contentSize(slot)), READ_AHEAD)) {
            Chunker.cut(content, (offset, bytes) -> {
                if (!lengths.contains(bytes.remaining())) {
                    return;
                }
                digest.update(bytes);
                Digest found = Digest.of(digest);
                Chunk chunk = left.remove(found);
                if (chunk != null) {
                    sources.put(found, new Copy(chunk, slot, offset));
                }
            });
        }
    }

    /** The size of the slot's file system, as what is behind it is of no use; of the slot, if it has none. */
    private static long contentSize(SlotStorage slot) {
        var reader = new DiskReader() {
            @Override
            public long size() {
                return slot.size();
            }

            @Override
            public void read(ByteBuffer destination, long offset) throws IOException {
                slot.read(destination, offset);
            }

            @Override
            public void close() {
                // The slot belongs to whoever opened it.
            }
        };
        try {
            return Math.min(slot.size(), Ext4Reader.open(reader).info().size());
        } catch (IOException e) {
            return slot.size();
        }
    }

    private static Digest digest(byte[] bytes, int length) {
        MessageDigest digest = Digest.algorithm();
        digest.update(bytes, 0, length);
        return Digest.of(digest);
    }

    /** The first bytes of a slot as a stream. */
    private static final class SlotStream extends BulkInputStream {

        private final SlotStorage slot;
        private final long end;
        private long position;

        SlotStream(SlotStorage slot, long end) {
            this.slot = slot;
            this.end = end;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (position == end) {
                return -1;
            }
            int count = (int) Math.min(length, end - position);
            slot.read(ByteBuffer.wrap(buffer, offset, count), position);
            position += count;
            return count;
        }
    }
}
