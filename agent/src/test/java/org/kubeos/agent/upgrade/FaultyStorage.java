package org.kubeos.agent.upgrade;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.kubeos.agent.node.SlotStorage;
import org.kubeos.diskimage.DiskReader;

/** A slot whose writes and syncs are counted, of which one fails, or that forgets a byte. */
final class FaultyStorage implements SlotStorage {

    private static final AtomicInteger OPERATIONS = new AtomicInteger();
    private static final AtomicInteger WRITES = new AtomicInteger();
    private static final int NEVER = Integer.MAX_VALUE;

    private static final long UNREADABLE = -2;

    private final SlotStorage slot;
    private final int failing;
    private final boolean torn;
    private final long forgotten;

    private FaultyStorage(SlotStorage slot, int failing, boolean torn, long forgotten) {
        this.slot = slot;
        this.failing = failing;
        this.torn = torn;
        this.forgotten = forgotten;
    }

    static Upgrader.StorageOpener counting(Upgrader.StorageOpener opener) {
        WRITES.set(0);
        return failing(opener, NEVER, false);
    }

    /**
     * @param operation number of the first write or sync that fails, from 0 on; all later ones fail as well
     * @param torn whether the failing write leaves its first half
     */
    static Upgrader.StorageOpener failing(Upgrader.StorageOpener opener, int operation, boolean torn) {
        OPERATIONS.set(0);
        return (device, toWrite) -> {
            SlotStorage slot = opener.open(device, toWrite);
            return toWrite ? new FaultyStorage(slot, operation, torn, -1) : slot;
        };
    }

    /** @param position of a byte that the disk has wrong */
    static Upgrader.StorageOpener forgetting(Upgrader.StorageOpener opener, long position) {
        OPERATIONS.set(0);
        return (device, toWrite) -> new FaultyStorage(opener.open(device, toWrite), NEVER, false, position);
    }

    /** Slots of which nothing can be read but what was written. */
    static Upgrader.StorageOpener unreadable(Upgrader.StorageOpener opener) {
        return (device, toWrite) -> new FaultyStorage(opener.open(device, toWrite), NEVER, false, UNREADABLE);
    }

    /** How many writes there were. */
    static int writes() {
        return WRITES.get();
    }

    @Override
    public long size() {
        return slot.size();
    }

    @Override
    public void read(ByteBuffer destination, long offset) throws IOException {
        if (forgotten == UNREADABLE) {
            throw new IOException("Input/output error");
        }
        slot.read(destination, offset);
    }

    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
        WRITES.incrementAndGet();
        int number = OPERATIONS.getAndIncrement();
        if (number >= failing) {
            if (number == failing && torn) {
                slot.write(source.slice(source.position(), source.remaining() / 2), offset);
            }
            throw new IOException("Input/output error");
        }
        slot.write(source, offset);
    }

    @Override
    public void sync() throws IOException {
        if (OPERATIONS.getAndIncrement() >= failing) {
            throw new IOException("Input/output error");
        }
        slot.sync();
    }

    @Override
    public DiskReader onDisk() throws IOException {
        DiskReader disk = slot.onDisk();
        return new DiskReader() {
            @Override
            public long size() {
                return disk.size();
            }

            @Override
            public void read(ByteBuffer destination, long offset) throws IOException {
                int start = destination.position();
                disk.read(destination, offset);
                if (forgotten >= offset && forgotten < offset + destination.position() - start) {
                    int index = start + (int) (forgotten - offset);
                    destination.put(index, (byte) (destination.get(index) ^ 1));
                }
            }

            @Override
            public void close() throws IOException {
                disk.close();
            }
        };
    }

    @Override
    public void close() throws IOException {
        slot.close();
    }
}
