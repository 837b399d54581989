package org.kubeos.diskimage.tree;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.diskimage.tree.FileContent.Extent;

/**
 * Decides by a file's bytes where it has holes. What a file system or an archive calls a hole depends on its block size, on how
 * the file was written and on how it was copied; what is made of this does not.
 *
 * <p>The rule: a file of at least {@value #CHUNK} bytes has a hole for each aligned piece of that length, or shorter at its end,
 * that is all zeros. Nothing else is a hole.
 */
public final class Holes {

    /** A hole's alignment and least length, in bytes. */
    public static final int CHUNK = 1 << 20;

    /** Enough to tell nearly every piece that holds data. */
    private static final int PROBE = 4 << 10;

    private static final int BUFFER = 64 << 10;
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(BUFFER);

    private final FileContent content;
    private final List<Extent> data;
    private final Window window = new Window();
    private int next;

    private Holes(FileContent content) {
        this.content = content;
        this.data = content.data();
    }

    /**
     * The same bytes, with holes by the rule. Little of a content without zeros is read.
     *
     * @param content that can be copied any number of times
     */
    public static FileContent byContent(FileContent content) throws IOException {
        if (content.size() < CHUNK) {
            return none(content);
        }
        List<Extent> data = new Holes(content).find();
        return data.equals(content.data()) ? content : new RemappedContent(content, data);
    }

    /** The same bytes without holes. */
    public static FileContent none(FileContent content) {
        List<Extent> whole = content.size() == 0 ? List.of() : List.of(new Extent(0, content.size()));
        return whole.equals(content.data()) ? content : new RemappedContent(content, whole);
    }

    private List<Extent> find() throws IOException {
        var found = new ArrayList<Extent>();
        for (long start = 0; start < content.size(); start += CHUNK) {
            long length = Math.min(CHUNK, content.size() - start);
            if (isZero(start, length)) {
                continue;
            }
            if (!found.isEmpty() && found.getLast().offset() + found.getLast().length() == start) {
                Extent last = found.removeLast();
                found.add(new Extent(last.offset(), last.length() + length));
            } else {
                found.add(new Extent(start, length));
            }
        }
        return found;
    }

    /** Asked in ascending order. */
    private boolean isZero(long start, long length) throws IOException {
        while (next < data.size() && data.get(next).offset() + data.get(next).length() <= start) {
            next++;
        }
        if (next == data.size() || data.get(next).offset() >= start + length) {
            return true;
        }
        if (!window.isZero(start, Math.min(PROBE, length))) {
            return false;
        }
        for (long done = Math.min(PROBE, length); done < length; done += BUFFER) {
            if (!window.isZero(start + done, Math.min(BUFFER, length - done))) {
                return false;
            }
        }
        return true;
    }

    /** Takes a part of the content and looks at it. */
    private final class Window implements WritableByteChannel {

        private boolean zero;

        boolean isZero(long position, long count) throws IOException {
            zero = true;
            content.copyTo(this, position, count);
            return zero;
        }

        @Override
        public int write(ByteBuffer source) {
            int count = Math.min(source.remaining(), ZEROS.capacity());
            zero &= source.slice(source.position(), count).equals(ZEROS.slice(0, count));
            source.position(source.position() + count);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
