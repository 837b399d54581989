package org.kubeos.diskimage.vmdk;

import static org.kubeos.diskimage.vmdk.VmdkHeader.ENTRIES_PER_TABLE;
import static org.kubeos.diskimage.vmdk.VmdkHeader.GRAIN_SECTORS;
import static org.kubeos.diskimage.vmdk.VmdkHeader.SECTOR;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.kubeos.diskimage.cluster.StoredCluster;
import org.kubeos.diskimage.io.GatheredWrites;
import org.kubeos.diskimage.io.ImageFile;

/**
 * Writes grains in ascending order, each table of grains behind its grains, and the directory of tables behind all. VMDK
 * specification, "Stream-Optimized Compressed Sparse Extents".
 */
final class GrainStream implements Closeable {

    private static final int TABLE_SECTORS = ENTRIES_PER_TABLE * Integer.BYTES / SECTOR;
    private static final long MAX_SECTOR = 0xFFFF_FFFFL;

    /** The types of markers that stand before metadata. */
    private enum Marker {
        END_OF_STREAM,
        GRAIN_TABLE,
        GRAIN_DIRECTORY,
        FOOTER
    }

    private final GatheredWrites file;
    private final long size;
    private final ByteBuffer directory;
    private final ByteBuffer table = sectors(TABLE_SECTORS);
    private final CRC32 contents = new CRC32();
    private int tableIndex = -1;
    private long nextSector;

    /**
     * @param size of the disk, in bytes
     * @param firstSector where the grains begin in the file, behind the header and the descriptor
     */
    GrainStream(ImageFile file, long size, long firstSector) throws IOException {
        this.file = new GatheredWrites(file::write, 0);
        this.size = size;
        this.nextSector = firstSector;
        long tables = Math.ceilDiv(size / SECTOR, (long) GRAIN_SECTORS * ENTRIES_PER_TABLE);
        this.directory = sectors(Math.toIntExact(Math.ceilDiv(tables * Integer.BYTES, SECTOR)));
    }

    void add(StoredCluster grain) throws IOException {
        int index = (int) (grain.guest() / ENTRIES_PER_TABLE);
        if (index != tableIndex) {
            finishTable();
            tableIndex = index;
        }
        int bytes = Long.BYTES + Integer.BYTES + grain.bytes().length;
        ByteBuffer record = sectors(Math.ceilDiv(bytes, SECTOR))
                .putLong(grain.guest() * GRAIN_SECTORS)
                .putInt(grain.bytes().length)
                .put(grain.bytes());
        contents.update(record.array(), 0, bytes);
        table.putInt((int) (grain.guest() % ENTRIES_PER_TABLE) * Integer.BYTES, write(record));
    }

    private void finishTable() throws IOException {
        if (tableIndex >= 0) {
            mark(Marker.GRAIN_TABLE, TABLE_SECTORS);
            directory.putInt(tableIndex * Integer.BYTES, write(table));
            table.clear().put(new byte[table.capacity()]);
        }
    }

    /** Writes what stands behind the grains and, last, what stands before them, so that an unfinished file is no image. */
    void finish() throws IOException {
        finishTable();
        mark(Marker.GRAIN_DIRECTORY, directory.capacity() / SECTOR);
        int directorySector = write(directory);
        mark(Marker.FOOTER, 1);
        write(VmdkHeader.encode(size, Integer.toUnsignedLong(directorySector)));
        mark(Marker.END_OF_STREAM, 0);
        // All ones would mean that there are no contents to identify.
        int contentId = (int) contents.getValue() & 0x7FFF_FFFF;
        file.flush();
        file.write(VmdkHeader.descriptor(size, contentId), SECTOR);
        file.write(VmdkHeader.encode(size, VmdkHeader.DIRECTORY_AT_END), 0);
        file.flush();
    }

    private void mark(Marker marker, int sectorsBehind) throws IOException {
        write(sectors(1).putLong(sectorsBehind).putInt(0).putInt(marker.ordinal()));
    }

    /** Writes all of {@code sectors} behind what is there, and returns the number of the first one. */
    private int write(ByteBuffer sectors) throws IOException {
        long sector = nextSector;
        nextSector += sectors.capacity() / SECTOR;
        if (nextSector > MAX_SECTOR) {
            throw new IOException("the image grows over 2 TiB, where the VMDK format ends");
        }
        file.write(sectors.clear(), sector * SECTOR);
        return (int) sector;
    }

    /** Gives up what is still held. */
    @Override
    public void close() {
        file.close();
    }

    private static ByteBuffer sectors(int count) {
        return ByteBuffer.allocate(count * SECTOR).order(ByteOrder.LITTLE_ENDIAN);
    }
}
