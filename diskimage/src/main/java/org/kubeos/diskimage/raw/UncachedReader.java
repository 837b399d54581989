package org.kubeos.diskimage.raw;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.io.DirectAccess;
import org.kubeos.diskimage.io.FileChannels;

/**
 * Reads a raw image, or a block device, from the disk and not from the system's cache, so that what it gives is what the disk
 * holds. What was written before must have been synced. File systems without such access, which are seldom those of disks, are
 * read as usual.
 */
public final class UncachedReader implements DiskReader {

    /** In bytes. */
    private static final int BUFFER = 1 << 20;

    /** Bytes; what is read past the cache begins at a multiple of it. */
    private static final int PAGE = 4096;

    private final FileChannel file;
    private final Optional<FileChannel> direct;
    private final ByteBuffer pages;
    private final long size;

    private UncachedReader(FileChannel file, Optional<FileChannel> direct, long size) {
        this.file = file;
        this.direct = direct;
        this.size = size;
        this.pages = DirectAccess.allocate(BUFFER);
    }

    public static UncachedReader open(Path image) throws IOException {
        FileChannel file = FileChannel.open(image, StandardOpenOption.READ);
        try {
            return new UncachedReader(file, DirectAccess.open(image, StandardOpenOption.READ), file.size());
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Whether the file system lets the cache be passed by. */
    public boolean isUncached() {
        return direct.isPresent();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(ByteBuffer destination, long offset) throws IOException {
        Objects.checkFromIndexSize(offset, destination.remaining(), size);
        if (direct.isEmpty()) {
            FileChannels.read(file, destination, offset);
            return;
        }
        long position = offset;
        while (destination.hasRemaining()) {
            position += readPages(direct.get(), destination, position);
        }
    }

    /** Reads as much as one buffer of whole pages has. */
    private int readPages(FileChannel channel, ByteBuffer destination, long position) throws IOException {
        int before = (int) (position % PAGE);
        int wanted = Math.min(destination.remaining(), BUFFER - before);
        pages.clear().limit(Math.ceilDiv(before + wanted, PAGE) * PAGE);
        int count = channel.read(pages, position - before);
        int usable = Math.min(count - before, wanted);
        if (usable <= 0) {
            throw FileChannels.endedAt(position);
        }
        destination.put(pages.flip().slice(before, usable));
        return usable;
    }

    @Override
    public void close() throws IOException {
        try (file) {
            if (direct.isPresent()) {
                direct.get().close();
            }
        }
    }
}
