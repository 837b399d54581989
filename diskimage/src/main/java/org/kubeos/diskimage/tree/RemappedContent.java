package org.kubeos.diskimage.tree;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.kubeos.diskimage.DiskWriter;

/** The bytes of another content, with a different map of its holes. */
record RemappedContent(FileContent content, List<Extent> data) implements FileContent {

    RemappedContent {
        data = List.copyOf(data);
    }

    @Override
    public long size() {
        return content.size();
    }

    @Override
    public void copyTo(DiskWriter disk, long position, long count, long offset) throws IOException {
        content.copyTo(disk, position, count, offset);
    }

    @Override
    public void copyTo(WritableByteChannel channel, long position, long count) throws IOException {
        content.copyTo(channel, position, count);
    }
}
