package org.kubeos.diskimage.raw;

import java.io.IOException;
import java.nio.file.Path;
import org.kubeos.diskimage.ImageWriter;
import org.kubeos.diskimage.io.ImageFile;

/** A raw image that is being written: a sparse file of the disk's size. */
public final class RawWriter extends ImageWriter {

    private final ImageFile file;

    private RawWriter(ImageFile file, long size) {
        super(size);
        this.file = file;
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
    protected Storage storage() {
        return file;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
