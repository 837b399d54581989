package org.kubeos.diskimage.tree;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Objects;
import org.kubeos.diskimage.DiskWriter;

/** Content with holes, whose data is kept without them. */
final class SparseContent implements FileContent {

    private static final byte[] ZEROS = new byte[1 << 16];

    private final long size;
    private final List<Extent> data;
    private final FileContent packed;

    /** Where in {@code packed} each extent's bytes start. */
    private final long[] packedStarts;

    SparseContent(long size, List<Extent> data, FileContent packed) {
        this.size = size;
        this.data = List.copyOf(data);
        this.packed = packed;
        this.packedStarts = new long[data.size()];
        long end = 0;
        long stored = 0;
        for (int i = 0; i < packedStarts.length; i++) {
            Extent extent = this.data.get(i);
            if (extent.offset() < end || extent.length() <= 0 || extent.length() > size - extent.offset()) {
                throw new IllegalArgumentException("extents are out of order or end after the content: " + extent);
            }
            packedStarts[i] = stored;
            stored += extent.length();
            end = extent.offset() + extent.length();
        }
        if (stored != packed.size()) {
            throw new IllegalArgumentException("extents of " + stored + " bytes, but data of " + packed.size());
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public List<Extent> data() {
        return data;
    }

    @Override
    public void copyTo(DiskWriter disk, long position, long count, long offset) throws IOException {
        Objects.checkFromIndexSize(position, count, size);
        for (int i = firstAfter(position);
                i < packedStarts.length && data.get(i).offset() < position + count;
                i++) {
            Piece piece = piece(i, position, count);
            packed.copyTo(disk, piece.packed(), piece.length(), offset + piece.offset() - position);
        }
    }

    @Override
    public void copyTo(WritableByteChannel channel, long position, long count) throws IOException {
        Objects.checkFromIndexSize(position, count, size);
        long next = position;
        for (int i = firstAfter(position);
                i < packedStarts.length && data.get(i).offset() < position + count;
                i++) {
            Piece piece = piece(i, position, count);
            writeZeros(channel, piece.offset() - next);
            packed.copyTo(channel, piece.packed(), piece.length());
            next = piece.offset() + piece.length();
        }
        writeZeros(channel, position + count - next);
    }

    private record Piece(long offset, long length, long packed) {}

    /** The part of extent {@code index} that lies between {@code position} and {@code position + count}. */
    private Piece piece(int index, long position, long count) {
        Extent extent = data.get(index);
        long start = Math.max(extent.offset(), position);
        long end = Math.min(extent.offset() + extent.length(), position + count);
        return new Piece(start, end - start, packedStarts[index] + start - extent.offset());
    }

    /** The first extent that ends after {@code position}. */
    private int firstAfter(long position) {
        int low = 0;
        int high = packedStarts.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            Extent extent = data.get(middle);
            if (extent.offset() + extent.length() <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static void writeZeros(WritableByteChannel channel, long count) throws IOException {
        long left = count;
        while (left > 0) {
            left -= channel.write(ByteBuffer.wrap(ZEROS, 0, (int) Math.min(ZEROS.length, left)));
        }
    }
}
