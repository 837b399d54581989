package org.kubeos.agent.node;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.kubeos.diskimage.DiskReader;

/** The bytes of a slot. Several threads may read and write at the same time. */
public interface SlotStorage extends Closeable {

    /** In bytes. */
    long size();

    /** Fills all the remaining room of {@code destination}. */
    void read(ByteBuffer destination, long offset) throws IOException;

    /** Writes all remaining bytes of {@code source}. They are on the disk after the next {@link #sync}. */
    void write(ByteBuffer source, long offset) throws IOException;

    /** Waits until all that was written is on the disk. */
    void sync() throws IOException;

    /** What the disk holds, past the system's cache. The caller closes it. */
    DiskReader onDisk() throws IOException;
}
