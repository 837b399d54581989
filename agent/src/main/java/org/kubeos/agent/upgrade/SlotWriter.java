package org.kubeos.agent.upgrade;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.SlotStorage;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.oci.Digest;

/**
 * Writes a slot so that a half-written one can't be taken for a system. Its first 4 KiB, which have the superblock, are zeroed and
 * synced before anything else changes. They are kept in memory, and written last: after all the rest was synced, read back from
 * the disk and found right. Without them, neither GRUB nor the kernel sees a file system there.
 */
final class SlotWriter {

    /** In bytes: the superblock and what is before it. A single write of a page is the least that disks do at once. */
    static final int HEAD = 4096;

    /** In bytes. */
    private static final int BUFFER = 1 << 20;

    private final SlotStorage slot;
    private final byte[] head = new byte[HEAD];
    private boolean invalid;

    /** What the disk must hold. */
    @FunctionalInterface
    interface Expectation {

        /**
         * Sees all of the content, part by part in its order.
         *
         * @throws AgentException if the part isn't right
         */
        default void see(ByteBuffer part, long offset) {}

        /**
         * Sees the digest of it all.
         *
         * @throws AgentException if it isn't right
         */
        void require(Digest actual, DiskReader content) throws IOException;
    }

    /** Looks at content that is right before it counts. */
    @FunctionalInterface
    interface Inspection {
        /** @throws AgentException if this node can't use it */
        void inspect(DiskReader content) throws IOException;
    }

    SlotWriter(SlotStorage slot) {
        this.slot = slot;
    }

    /** Makes the slot unusable, before anything else in it changes. */
    void invalidate() throws IOException {
        try {
            slot.read(ByteBuffer.wrap(head), 0);
        } catch (IOException e) {
            // Then it isn't in place, and will be written.
            Arrays.fill(head, (byte) 0);
        }
        slot.write(ByteBuffer.allocate(HEAD), 0);
        slot.sync();
        invalid = true;
    }

    /** Writes a part of the content. Several threads may write different parts at the same time. */
    void write(ByteBuffer source, long offset) throws IOException {
        if (!invalid) {
            throw new IllegalStateException("the slot was not invalidated");
        }
        ByteBuffer rest = source.duplicate();
        if (offset < HEAD) {
            int count = (int) Math.min(HEAD - offset, rest.remaining());
            rest.get(head, (int) offset, count);
        }
        if (rest.hasRemaining()) {
            slot.write(rest, Math.max(offset, HEAD));
        }
    }

    /**
     * Reads the content back from the disk, and if it is right, makes the slot usable.
     *
     * @param size of the content in bytes; what is behind it is left alone
     * @return the content's digest
     * @throws AgentException if the disk holds something else
     */
    Digest complete(long size, Expectation expectation, Inspection inspection, Events events) throws IOException {
        slot.sync();
        events.step("Reading the slot back");
        Digest actual;
        try (DiskReader disk = slot.onDisk()) {
            DiskReader content = withHead(disk, size);
            actual = digest(content, expectation, events);
            expectation.require(actual, content);
            inspection.inspect(content);
        }
        if (invalid) {
            slot.write(ByteBuffer.wrap(head), 0);
            slot.sync();
            requireHead();
            invalid = false;
        }
        return actual;
    }

    private void requireHead() throws IOException {
        var there = new byte[HEAD];
        try (DiskReader disk = slot.onDisk()) {
            disk.read(ByteBuffer.wrap(there), 0);
        }
        if (!Arrays.equals(there, head)) {
            throw new AgentException("The disk does not hold what was written to it: the first " + HEAD
                    + " bytes of the slot differ. The disk may be failing; look at its health, and try again.");
        }
    }

    private DiskReader withHead(DiskReader disk, long size) {
        if (!invalid) {
            return disk.slice(0, size);
        }
        return new DiskReader() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public void read(ByteBuffer destination, long offset) throws IOException {
                if (offset < HEAD) {
                    int count = (int) Math.min(HEAD - offset, destination.remaining());
                    destination.put(head, (int) offset, count);
                }
                if (destination.hasRemaining()) {
                    disk.read(destination, Math.max(offset, HEAD));
                }
            }

            @Override
            public void close() {
                // The disk belongs to whoever opened it.
            }
        };
    }

    /** The digest of all of a content. While one part is digested, the next one is read. */
    private static Digest digest(DiskReader content, Expectation expectation, Events events) throws IOException {
        MessageDigest digest = Digest.algorithm();
        ByteBuffer[] buffers = {ByteBuffer.allocate(BUFFER), ByteBuffer.allocate(BUFFER)};
        try (var executor = Executors.newSingleThreadExecutor()) {
            Future<?> before = executor.submit(() -> {});
            for (long position = 0; position < content.size(); position += BUFFER) {
                events.progress(position, content.size());
                ByteBuffer buffer = buffers[(int) (position / BUFFER % buffers.length)];
                buffer.clear().limit((int) Math.min(BUFFER, content.size() - position));
                content.read(buffer, position);
                buffer.flip();
                await(before);
                long offset = position;
                before = executor.submit(() -> {
                    expectation.see(buffer.asReadOnlyBuffer(), offset);
                    digest.update(buffer);
                });
            }
            await(before);
        }
        events.progress(content.size(), content.size());
        return Digest.of(digest);
    }

    private static void await(Future<?> part) throws IOException {
        try {
            part.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading the slot back");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IOException(e.getCause());
            }
        }
    }
}
