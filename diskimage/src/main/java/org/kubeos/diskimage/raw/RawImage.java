package org.kubeos.diskimage.raw;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.io.FileChannels;
import org.kubeos.diskimage.io.FileCopier;

/** A raw image that is being written: a sparse file of the disk's size. */
public final class RawImage implements DiskWriter {

    private final FileChannel file;
    private final long size;
    private final FileCopier copier = new FileCopier();

    private RawImage(FileChannel file, long size) {
        this.file = file;
        this.size = size;
    }

    /**
     * Makes a new file, in place of an old one of that name.
     *
     * @param size of the disk and of the file, in bytes
     */
    public static RawImage create(Path image, long size) throws IOException {
        Files.deleteIfExists(image);
        // Of the standard library, only this class can make a file longer without writing to it.
        @SuppressWarnings("resource") // the channel closes it
        var sparse = new RandomAccessFile(image.toFile(), "rw");
        try {
            sparse.setLength(size);
        } catch (IOException e) {
            sparse.close();
            throw new IOException("can't make " + image + " " + size + " bytes long: " + e.getMessage(), e);
        }
        return new RawImage(sparse.getChannel(), size);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
        Objects.checkFromIndexSize(offset, source.remaining(), size);
        FileChannels.write(file, source, offset);
    }

    @Override
    public void transferFrom(FileChannel source, long position, long count, long offset) throws IOException {
        Objects.checkFromIndexSize(offset, count, size);
        copier.copy(source, position, count, file, offset);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
