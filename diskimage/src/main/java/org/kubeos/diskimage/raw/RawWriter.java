package org.kubeos.diskimage.raw;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.io.ImageFile;

/** A raw image that is being written: a sparse file of the disk's size. */
public final class RawWriter implements DiskWriter {

    private final ImageFile file;
    private final long size;

    private RawWriter(ImageFile file, long size) {
        this.file = file;
        this.size = size;
    }

    /**
     * Makes a new file, in place of an old one of that name.
     *
     * @param size of the disk and of the file, in bytes
     */
    public static RawWriter create(Path image, long size) throws IOException {
        return new RawWriter(ImageFile.createSparse(image, size), size);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
        Objects.checkFromIndexSize(offset, source.remaining(), size);
        file.write(source, offset);
    }

    @Override
    public void transferFrom(FileChannel source, long position, long count, long offset) throws IOException {
        Objects.checkFromIndexSize(offset, count, size);
        file.copyFrom(source, position, count, offset);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
