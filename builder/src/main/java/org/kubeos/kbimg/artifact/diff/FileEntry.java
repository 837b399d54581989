package org.kubeos.kbimg.artifact.diff;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import org.kubeos.diskimage.tree.FileMetadata;

/**
 * A file of one side.
 *
 * @param path in the normal form of {@link org.kubeos.diskimage.tree.FilePath}
 * @param metadata empty on file systems that keep none; a time of modification is not compared
 * @param size of a regular file, in bytes; of any other 0
 * @param target of a symbolic link; of a device, its numbers; of any other empty
 * @param furtherName whether it is the same file as one with a smaller path
 * @param content of a regular file; of any other empty
 */
public record FileEntry(
        String path,
        EntryType type,
        Optional<FileMetadata> metadata,
        long size,
        String target,
        boolean furtherName,
        Content content) {

    /** The types of files. */
    public enum EntryType {
        FILE("file"),
        DIRECTORY("directory"),
        LINK("symbolic link"),
        DEVICE("device"),
        FIFO("named pipe"),
        SOCKET("socket");

        private final String words;

        EntryType(String words) {
            this.words = words;
        }

        /** Its name in a sentence. */
        public String words() {
            return words;
        }
    }

    /** The bytes of a file, wherever they are. */
    @FunctionalInterface
    public interface Content {

        /** No bytes. */
        Content NONE = _ -> {};

        /** Copies all of it. */
        void copyTo(WritableByteChannel channel) throws IOException;
    }

    /** What the file adds to the size of its directory. */
    long ownSize() {
        return furtherName ? 0 : size;
    }
}
