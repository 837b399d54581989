package org.kubeos.diskimage.fat;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.kubeos.diskimage.CorruptImageException;

/** The first table of a file system, read piece by piece. */
final class FatTable {

    /** What follows a chain's last cluster. */
    static final int END = 0;

    private static final int WINDOW = 4096;
    private static final int FAT32_ENTRY = 0x0FFF_FFFF;

    private final FatVolume volume;
    private final FatGeometry geometry;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowStart;

    FatTable(FatVolume volume) {
        this.volume = volume;
        this.geometry = volume.geometry();
    }

    /** The cluster behind {@code cluster}, or {@link #END}. */
    int next(int cluster) throws IOException {
        int entry = entry(cluster);
        if (entry >= geometry.type().firstEndOfChain()) {
            return END;
        }
        if (!geometry.hasCluster(entry)) {
            throw new CorruptImageException(
                    entryOffset(cluster), "cluster " + cluster + " is in use, but followed by cluster " + entry);
        }
        return entry;
    }

    /** Counts the free clusters of the whole table. */
    long countFree() throws IOException {
        long free = 0;
        for (long i = 0; i < geometry.clusters(); i++) {
            if (entry((int) (i + FatGeometry.FIRST_CLUSTER)) == 0) {
                free++;
            }
        }
        return free;
    }

    private int entry(int cluster) throws IOException {
        long at = (long) cluster * geometry.type().entrySize();
        if (at < windowStart || at >= windowStart + window.limit()) {
            windowStart = at / WINDOW * WINDOW;
            long size = geometry.sectorsPerTable() * geometry.sectorSize();
            window = volume.read(geometry.tableOffset(0) + windowStart, (int) Math.min(WINDOW, size - windowStart));
        }
        int inWindow = (int) (at - windowStart);
        return switch (geometry.type()) {
            case FAT16 -> Short.toUnsignedInt(window.getShort(inWindow));
            case FAT32 -> window.getInt(inWindow) & FAT32_ENTRY;
        };
    }

    private long entryOffset(int cluster) {
        return geometry.tableOffset(0) + (long) cluster * geometry.type().entrySize();
    }
}
