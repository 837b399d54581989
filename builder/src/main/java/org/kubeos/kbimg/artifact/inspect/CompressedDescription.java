package org.kubeos.kbimg.artifact.inspect;

import java.io.IOException;
import java.nio.file.Path;
import org.kubeos.diskimage.image.FileCompression;

/**
 * What is known about a file that has to be decompressed first.
 *
 * @param compression the program that compressed it
 * @param content what is inside; {@link Content#UNKNOWN} where that would take long to tell
 * @param command what decompresses it
 */
public record CompressedDescription(FileCompression compression, Content content, String command)
        implements FileDescription {

    /** What is inside. */
    public enum Content {
        TAR("a tar archive"),
        DISK("a disk image"),
        UNKNOWN("something");

        private final String words;

        Content(String words) {
            this.words = words;
        }

        /** Its name in a sentence. */
        public String words() {
            return words;
        }
    }

    static CompressedDescription read(Path file, FileCompression compression) throws IOException {
        byte[] start = compression.peek(file, START).orElse(new byte[0]);
        Content content = FileDescription.isTar(start)
                ? Content.TAR
                : FileDescription.isDisk(start) ? Content.DISK : Content.UNKNOWN;
        return new CompressedDescription(compression, content, compression.decompressCommand(file));
    }
}
