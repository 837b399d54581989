package org.kubeos.diskimage.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.UnsupportedImageException;
import org.kubeos.diskimage.io.FileChannels;

/**
 * Reads a qcow2 image of version 2 or 3, its current state and not its snapshots. Used by one thread at a time.
 *
 * <p>A table or cluster that does not lie in the file gives a {@link CorruptImageException}. Refcounts are not looked
 * at: reading needs none.
 */
public final class Qcow2Reader implements DiskReader {

    private static final int L2_CACHE_BYTES = 4 << 20;

    private final FileChannel file;
    private final long fileSize;
    private final Qcow2Header header;
    private final LongBuffer l1;
    private final Map<Long, LongBuffer> l2Cache;
    private long decompressedEntry;
    private byte[] decompressed = {};

    private Qcow2Reader(FileChannel file) throws IOException {
        this.file = file;
        this.fileSize = file.size();
        this.header = HeaderParser.parse(file);
        this.l1 = readTable(header.l1Offset(), header.l1Entries());
        int tables = Math.max(2, L2_CACHE_BYTES / header.clusterSize());
        this.l2Cache = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, LongBuffer> eldest) {
                return size() > tables;
            }
        };
    }

    /**
     * Opens an image.
     *
     * @throws CorruptImageException if its header or L1 table can't be right
     * @throws UnsupportedImageException if it has a backing file, is encrypted, marked as corrupt, or has features that
     *     are not known here
     */
    public static Qcow2Reader open(Path image) throws IOException {
        FileChannel file = FileChannel.open(image, StandardOpenOption.READ);
        try {
            return new Qcow2Reader(file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public long size() {
        return header.size();
    }

    @Override
    public void read(ByteBuffer destination, long offset) throws IOException {
        Objects.checkFromIndexSize(offset, destination.remaining(), header.size());
        int end = destination.limit();
        long at = offset;
        while (destination.position() < end) {
            int inCluster = (int) (at & (header.clusterSize() - 1));
            int count = Math.min(end - destination.position(), header.clusterSize() - inCluster);
            destination.limit(destination.position() + count);
            readInCluster(destination, at >>> header.clusterBits(), inCluster);
            destination.limit(end);
            at += count;
        }
    }

    private void readInCluster(ByteBuffer destination, long guest, int inCluster) throws IOException {
        long entry = l2Entry(guest);
        if (L2Entry.isCompressed(entry)) {
            destination.put(decompress(entry), inCluster, destination.remaining());
            return;
        }
        long hostOffset = entry & L2Entry.OFFSET_MASK;
        if (hostOffset == 0 || L2Entry.isZero(entry)) {
            putZeros(destination, destination.remaining());
            return;
        }
        requireInFile(hostOffset, 1, "cluster");
        // An image may end inside its last cluster, with zeros left out.
        long present = Math.clamp(fileSize - hostOffset - inCluster, 0, destination.remaining());
        int end = destination.limit();
        destination.limit(destination.position() + (int) present);
        FileChannels.read(file, destination, hostOffset + inCluster);
        destination.limit(end);
        putZeros(destination, destination.remaining());
    }

    private static void putZeros(ByteBuffer destination, int count) {
        destination.put(new byte[count]);
    }

    private long l2Entry(long guest) throws IOException {
        int l2Entries = header.l2Entries();
        long table = l1.get((int) (guest / l2Entries)) & L2Entry.OFFSET_MASK;
        if (table == 0) {
            return 0;
        }
        LongBuffer l2 = l2Cache.get(table);
        if (l2 == null) {
            l2 = readTable(table, l2Entries);
            l2Cache.put(table, l2);
        }
        return l2.get((int) (guest % l2Entries));
    }

    private LongBuffer readTable(long offset, int entries) throws IOException {
        if (entries == 0) {
            return LongBuffer.allocate(0);
        }
        requireInFile(offset, (long) entries * Long.BYTES, "table");
        ByteBuffer table = ByteBuffer.allocate(entries * Long.BYTES);
        FileChannels.read(file, table, offset);
        return table.flip().asLongBuffer();
    }

    private byte[] decompress(long entry) throws IOException {
        if (entry == decompressedEntry) {
            return decompressed;
        }
        long offset = L2Entry.compressedOffset(entry, header.clusterBits());
        int length = L2Entry.compressedLength(entry, header.clusterBits());
        if (offset >= fileSize) {
            throw new CorruptImageException(offset, "compressed cluster behind the end of the file");
        }
        // The last sector of the last cluster may be cut short.
        byte[] compressed = new byte[(int) Math.min(length, fileSize - offset)];
        FileChannels.read(file, ByteBuffer.wrap(compressed), offset);
        try (ClusterCodec codec = ClusterCodec.of(header.compression(), header.clusterSize())) {
            decompressed = codec.decompress(compressed);
        } catch (IOException e) {
            throw new CorruptImageException(offset, "broken compressed cluster: " + e.getMessage());
        }
        decompressedEntry = entry;
        return decompressed;
    }

    private void requireInFile(long offset, long size, String what) throws CorruptImageException {
        if ((offset & (header.clusterSize() - 1)) != 0 || offset > fileSize - size) {
            throw new CorruptImageException(offset, what + " that is not in the file, or not on a cluster's start");
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
