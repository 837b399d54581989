package org.kubeos.diskimage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.kubeos.diskimage.io.FileChannels;
import org.kubeos.diskimage.raw.RawWriter;

/** Raw image files, before and after they are written. */
public final class ImageFiles {

    private ImageFiles() {}

    /** An image that is all zero, for a tool to work on. */
    public static void createEmpty(Path image, long size) throws IOException {
        RawWriter.create(image, size).close();
    }

    /** Changes an image that is finished. */
    public static void overwrite(Path image, long offset, ByteBuffer bytes) throws IOException {
        try (FileChannel file = FileChannel.open(image, StandardOpenOption.WRITE)) {
            FileChannels.write(file, bytes, offset);
        }
    }

    /** The first {@code count} bytes. */
    public static byte[] start(Path image, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        try (FileChannel file = FileChannel.open(image, StandardOpenOption.READ)) {
            FileChannels.read(file, bytes, 0);
        }
        return bytes.array();
    }
}
