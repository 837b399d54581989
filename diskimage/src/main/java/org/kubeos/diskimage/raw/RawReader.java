package org.kubeos.diskimage.raw;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.io.FileChannels;

/** A raw image, or a block device, that is being read. */
public final class RawReader implements DiskReader {

    private final FileChannel file;
    private final long size;

    private RawReader(FileChannel file, long size) {
        this.file = file;
        this.size = size;
    }

    public static RawReader open(Path image) throws IOException {
        FileChannel file = FileChannel.open(image, StandardOpenOption.READ);
        try {
            return new RawReader(file, file.size());
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(ByteBuffer destination, long offset) throws IOException {
        Objects.checkFromIndexSize(offset, destination.remaining(), size);
        FileChannels.read(file, destination, offset);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
