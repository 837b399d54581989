package org.kubeos.diskimage;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A disk that begins with other bytes: to make checksums right again that would hide all other damage. */
public record Patched(DiskReader disk, byte[] start) implements DiskReader {

    @Override
    public long size() {
        return disk.size();
    }

    @Override
    public void read(ByteBuffer destination, long offset) throws IOException {
        int from = destination.position();
        disk.read(destination, offset);
        for (long at = offset; at < start.length && at < offset + destination.position() - from; at++) {
            destination.put((int) (from + at - offset), start[(int) at]);
        }
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }
}
