package org.kubeos.agent.node;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.raw.UncachedReader;

/** A slot's block device. */
public final class SlotDevice implements SlotStorage {

    private final Path device;
    private final FileChannel channel;
    private final long size;

    private SlotDevice(Path device, FileChannel channel, long size) {
        this.device = device;
        this.channel = channel;
        this.size = size;
    }

    public static SlotDevice openToWrite(Path device) throws IOException {
        return open(device, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    public static SlotDevice openToRead(Path device) throws IOException {
        return open(device, Set.of(StandardOpenOption.READ));
    }

    private static SlotDevice open(Path device, Set<StandardOpenOption> options) throws IOException {
        FileChannel channel = FileChannel.open(device, options);
        try {
            return new SlotDevice(device, channel, channel.size());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(ByteBuffer destination, long offset) throws IOException {
        long next = offset;
        while (destination.hasRemaining()) {
            int count = readSome(destination, next);
            if (count < 0) {
                throw new EOFException(device + " ends at byte " + next);
            }
            next += count;
        }
    }

    private int readSome(ByteBuffer destination, long offset) throws IOException {
        try {
            return channel.read(destination, offset);
        } catch (IOException e) {
            throw new IOException("can't read " + device + " at byte " + offset + ": " + e.getMessage(), e);
        }
    }

    /** A file that stands for a device would grow, so the end is checked. */
    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
        if (offset < 0 || source.remaining() > size - offset) {
            throw new EOFException(
                    device + " has " + size + " bytes, too few for " + source.remaining() + " at byte " + offset);
        }
        long next = offset;
        try {
            while (source.hasRemaining()) {
                next += channel.write(source, next);
            }
        } catch (IOException e) {
            throw new IOException("can't write " + device + " at byte " + next + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void sync() throws IOException {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw new IOException("can't sync " + device + ": " + e.getMessage(), e);
        }
    }

    @Override
    public DiskReader onDisk() throws IOException {
        return UncachedReader.open(device);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
