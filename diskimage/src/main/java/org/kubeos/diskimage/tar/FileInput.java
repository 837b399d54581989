package org.kubeos.diskimage.tar;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.kubeos.diskimage.tree.FileContent;

/** An archive in a file: contents are regions of it, and are not read here. */
final class FileInput implements TarInput {

    private final FileChannel file;
    private final long length;
    private final FileContent empty;
    private long position;

    FileInput(FileChannel file) throws IOException {
        this.file = file;
        this.length = file.size();
        this.empty = FileContent.of(file, 0, 0);
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public byte[] read(int count) throws IOException {
        requireWithin(count);
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, position + bytes.position()) < 0) {
                throw TarInput.truncated(position);
            }
        }
        position += count;
        return bytes.array();
    }

    @Override
    public void skipTo(long target) throws IOException {
        requireWithin(target - position);
        position = target;
    }

    @Override
    public FileContent content(long size) throws IOException {
        requireWithin(size);
        return size == 0 ? empty : FileContent.of(file, position, size);
    }

    private void requireWithin(long count) throws IOException {
        if (count > length - position) {
            throw TarInput.truncated(length);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
