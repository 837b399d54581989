package org.kubeos.diskimage.vmdk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The metadata before the grains: the sparse extent header and the descriptor embedded behind it. */
final class VmdkHeader {

    static final int SECTOR = 512;

    /** 64 KiB, what VMware's own programs write. */
    static final int GRAIN_BITS = 16;

    static final int GRAIN_SECTORS = (1 << GRAIN_BITS) / SECTOR;
    static final int ENTRIES_PER_TABLE = 512;

    /** Sectors before the first grain. */
    static final int OVERHEAD = 128;

    /** The directory's place in the header when only the footer, at the end of the stream, knows it. */
    static final long DIRECTORY_AT_END = -1;

    private static final int DESCRIPTOR_SECTOR = 1;
    private static final int DESCRIPTOR_SECTORS = 2;

    private VmdkHeader() {}

    /**
     * One sector, the header or the footer. VMDK specification, "Hosted Sparse Extent Header" and "Stream-Optimized
     * Compressed Sparse Extents".
     *
     * @param directorySector where the grain directory stands
     */
    static ByteBuffer encode(long size, long directorySector) {
        return ByteBuffer.allocate(SECTOR)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("KDMV".getBytes(StandardCharsets.US_ASCII))
                .putInt(3) // version
                .putInt(1 | 1 << 16 | 1 << 17) // line ends can be checked, grains are compressed, there are markers
                .putLong(size / SECTOR)
                .putLong(GRAIN_SECTORS)
                .putLong(DESCRIPTOR_SECTOR)
                .putLong(DESCRIPTOR_SECTORS)
                .putInt(ENTRIES_PER_TABLE)
                .putLong(0) // no second directory
                .putLong(directorySector)
                .putLong(OVERHEAD)
                .put((byte) 0) // shut down cleanly
                .put("\n \r\n".getBytes(StandardCharsets.US_ASCII)) // broken if the file went through a text transfer
                .putShort((short) 1) // deflate
                .clear();
    }

    /**
     * The descriptor, padded to whole sectors. VMDK specification, "The Descriptor File".
     *
     * @param contentId changes when the contents do
     */
    static ByteBuffer descriptor(long size, int contentId) {
        // The extent is this file itself, whatever its name is.
        String text = """
                # Disk DescriptorFile
                version=1
                CID=%08x
                parentCID=ffffffff
                createType="streamOptimized"

                # Extent description
                RW %d SPARSE "disk.vmdk"

                # The Disk Data Base
                #DDB

                ddb.virtualHWVersion = "4"
                ddb.geometry.cylinders = "%d"
                ddb.geometry.heads = "255"
                ddb.geometry.sectors = "63"
                ddb.adapterType = "lsilogic"
                """.formatted(contentId, size / SECTOR, Math.ceilDiv(size / SECTOR, 255 * 63));
        return ByteBuffer.allocate(DESCRIPTOR_SECTORS * SECTOR)
                .put(text.getBytes(StandardCharsets.US_ASCII))
                .clear();
    }
}
