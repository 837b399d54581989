package org.kubeos.kbimg.artifact.diff.source;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.kubeos.kbimg.artifact.diff.Contents;

/**
 * One side that is being compared. Its files can be read until it is closed.
 *
 * @param contents what it holds
 * @param files what its files are read from, to be closed in this order
 */
public record ComparedSource(Contents contents, List<Closeable> files) implements Closeable {

    public ComparedSource {
        files = List.copyOf(files);
    }

    static ComparedSource of(Contents contents, Closeable... files) {
        return new ComparedSource(contents, List.of(files));
    }

    @Override
    public void close() throws IOException {
        for (Closeable file : files) {
            file.close();
        }
    }
}
