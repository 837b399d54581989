package org.kubeos.agent.shadow;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.kubeos.diskimage.ext4.FileType;

/** A file of an image, or one on PERSIST above it. Symbolic links are files of their own, and never followed. */
sealed interface LayerFile permits ImageFile, UpperFile {

    FileType type();

    /** 0 to 07777. */
    int mode();

    long uid();

    long gid();

    /** In bytes. */
    long size();

    /** A regular file's bytes. */
    void copyTo(WritableByteChannel channel) throws IOException;

    /** Where a symbolic link leads, or a device's two numbers; empty for all others. */
    String value() throws IOException;
}
