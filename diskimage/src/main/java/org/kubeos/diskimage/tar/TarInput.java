package org.kubeos.diskimage.tar;

import java.io.Closeable;
import java.io.IOException;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.tree.FileContent;

/** The bytes of an archive, read from its start to its end. */
sealed interface TarInput extends Closeable permits FileInput, StreamInput {

    /** How many bytes lie before the next one to be read. */
    long position();

    /** @throws CorruptImageException if the archive ends before {@code count} bytes */
    byte[] read(int count) throws IOException;

    /** Goes forward to {@code position}. */
    void skipTo(long position) throws IOException;

    /** The next {@code size} bytes as a file's content; the position stays as it is. */
    FileContent content(long size) throws IOException;

    static CorruptImageException truncated(long offset) {
        return new CorruptImageException(offset, "the archive is cut off: it ends where more was to come");
    }
}
