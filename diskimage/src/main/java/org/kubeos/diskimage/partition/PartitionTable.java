package org.kubeos.diskimage.partition;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.DiskWriter;

/** The table of a disk's partitions. */
public sealed interface PartitionTable permits Gpt, Mbr {

    /** Bytes in a logical sector of the disk: 512 or 4096. */
    int sectorSize();

    /** Size in bytes of the disk that the table describes. */
    long diskSize();

    /** The partitions by number. */
    List<? extends Partition> partitions();

    /** The name of a partition of this table after {@code PARTUUID=} on Linux's command line. */
    String partUuid(int number);

    /**
     * Writes the table to its disk. The first 440 bytes, which hold a BIOS boot loader's code, stay as they are.
     *
     * @throws IllegalArgumentException if the disk's size is not {@link #diskSize()}
     */
    void write(DiskWriter disk) throws IOException;

    /**
     * Reads the table of a disk: a GPT of 512 or 4096-byte sectors, from its backup if the main one is damaged; else an
     * MBR of 512-byte sectors; else none.
     *
     * @throws org.kubeos.diskimage.CorruptImageException if there is a table but it breaks its format's rules
     */
    static Optional<PartitionTable> read(DiskReader disk) throws IOException {
        return find(disk).map(FoundTable::table);
    }

    /** The same for a disk whose sector size is known, which an MBR itself does not tell. */
    static Optional<PartitionTable> read(DiskReader disk, int sectorSize) throws IOException {
        return orMbr(GptReader.read(disk, Extents.checkSectorSize(sectorSize)), disk, sectorSize)
                .map(FoundTable::table);
    }

    /**
     * Reads the table of a disk as {@link #read(DiskReader)} does, and tells whether it is damaged.
     *
     * @throws org.kubeos.diskimage.CorruptImageException if the damage leaves no table that can be read
     */
    static Optional<FoundTable> find(DiskReader disk) throws IOException {
        return orMbr(GptReader.read(disk), disk, 512);
    }

    private static Optional<FoundTable> orMbr(Optional<FoundTable> gpt, DiskReader disk, int sectorSize)
            throws IOException {
        return gpt.isPresent() ? gpt : MbrReader.read(disk, sectorSize).map(FoundTable::whole);
    }
}
