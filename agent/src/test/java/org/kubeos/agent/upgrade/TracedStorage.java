package org.kubeos.agent.upgrade;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.kubeos.agent.node.SlotStorage;
import org.kubeos.diskimage.DiskReader;

/** Says a line before each write. */
record TracedStorage(SlotStorage slot, Consumer<String> out, AtomicInteger count) implements SlotStorage {

    TracedStorage(SlotStorage slot, Consumer<String> out) {
        this(slot, out, new AtomicInteger());
    }

    @Override
    public long size() {
        return slot.size();
    }

    @Override
    public void read(ByteBuffer destination, long offset) throws IOException {
        slot.read(destination, offset);
    }

    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
        out.accept("write " + count.getAndIncrement());
        slot.write(source, offset);
    }

    @Override
    public void sync() throws IOException {
        slot.sync();
    }

    @Override
    public DiskReader onDisk() throws IOException {
        return slot.onDisk();
    }

    @Override
    public void close() throws IOException {
        slot.close();
    }
}
