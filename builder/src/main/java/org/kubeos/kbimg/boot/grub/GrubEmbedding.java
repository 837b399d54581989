package org.kubeos.kbimg.boot.grub;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.Collection;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.Firmware;

/**
 * GRUB where a BIOS starts it: {@code boot.img} as the boot code of the MBR, and {@code core.img} in one piece in the gap
 * behind. The BIOS loads the former, which loads the first sector of the latter, which loads the rest by the list of
 * blocks at its end. Places within both files are those of GRUB's {@code include/grub/i386/pc/boot.h} and {@code
 * include/grub/offsets.h}.
 */
public final class GrubEmbedding {

    private static final String FILES = Firmware.BIOS.bootMount() + "/i386-pc/";

    /** Where the rootfs archive has {@code boot.img}. */
    public static final String BOOT_IMAGE = FILES + "boot.img";

    /** Where the rootfs archive has {@code core.img}. */
    public static final String CORE_IMAGE = FILES + "core.img";

    private static final int SECTOR = 512;

    /** Bytes of boot code; behind it lie the disk's signature and the partition table. */
    private static final int CODE_SIZE = 440;

    /** GRUB_BOOT_MACHINE_KERNEL_SECTOR: where {@code boot.img} has the first sector of {@code core.img}, 8 bytes. */
    private static final int KERNEL_SECTOR = 0x5c;

    /** GRUB_BOOT_MACHINE_DRIVE_CHECK: 2 bytes that skip the correction of a drive number. */
    private static final int DRIVE_CHECK = 0x66;

    /** No operation, twice. */
    private static final short NO_SKIP = (short) 0x9090;

    /** GRUB_BOOT_MACHINE_LIST_SIZE: an entry is a sector (8 bytes), a count of sectors (2) and a memory segment (2). */
    private static final int LIST_ENTRY = 12;

    /** GRUB_BOOT_I386_PC_KERNEL_SEG, past the sector that is in memory already. */
    private static final short SEGMENT = 0x800 + (SECTOR >> 4);

    private static final int FIRST_CORE_SECTOR = 1;

    private final byte[] boot;
    private final byte[] core;

    /**
     * @param boot {@code boot.img}
     * @param core {@code core.img}
     */
    private GrubEmbedding(byte[] boot, byte[] core) {
        this.boot = boot;
        this.core = core;
    }

    /** @throws BuildException if a file is not there or is no GRUB */
    public static GrubEmbedding of(Collection<FileNode> archive) throws IOException {
        var embedding = new GrubEmbedding(read(archive, BOOT_IMAGE), read(archive, CORE_IMAGE));
        if (embedding.boot.length != SECTOR || embedding.core.length <= SECTOR) {
            throw new BuildException("the rootfs archive has no sound GRUB in /" + FILES
                    + ": boot.img has " + embedding.boot.length + " bytes instead of " + SECTOR + ", core.img "
                    + embedding.core.length);
        }
        return embedding;
    }

    /**
     * Writes GRUB around the partition table, which stays as it is.
     *
     * @param gap bytes before the first partition
     * @throws BuildException if GRUB is larger than the gap
     */
    void write(DiskWriter disk, long gap) throws IOException {
        long room = gap - FIRST_CORE_SECTOR * SECTOR;
        if (core.length > room) {
            throw new BuildException("GRUB's core.img has " + core.length + " bytes, and there is room for " + room
                    + " before the first partition");
        }
        disk.write(bootCode(), 0);
        disk.write(coreWithList(), FIRST_CORE_SECTOR * SECTOR);
    }

    /** All sectors before the first partition that GRUB needs, with zeros in place of the partition table. */
    public byte[] sectors() {
        ByteBuffer sectors = ByteBuffer.allocate(FIRST_CORE_SECTOR * SECTOR + core.length);
        sectors.put(bootCode()).position(FIRST_CORE_SECTOR * SECTOR).put(coreWithList());
        return sectors.array();
    }

    /** Some BIOSes pass the number of a floppy drive when they start from a hard disk: GRUB is to correct it. */
    private ByteBuffer bootCode() {
        return littleEndian(boot)
                .putLong(KERNEL_SECTOR, FIRST_CORE_SECTOR)
                .putShort(DRIVE_CHECK, NO_SKIP)
                .limit(CODE_SIZE);
    }

    private ByteBuffer coreWithList() {
        int sectors = Math.ceilDiv(core.length, SECTOR) - 1;
        ByteBuffer image = littleEndian(core);
        image.position(SECTOR - LIST_ENTRY)
                .putLong(FIRST_CORE_SECTOR + 1)
                .putShort((short) sectors)
                .putShort(SEGMENT);
        return image.rewind();
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] read(Collection<FileNode> archive, String path) throws IOException {
        RegularFile file = archive.stream()
                .filter(node -> node.path().equals(path))
                .filter(RegularFile.class::isInstance)
                .map(RegularFile.class::cast)
                .findFirst()
                .orElseThrow(() -> new BuildException("the rootfs archive has no file /" + path));
        if (file.content().size() > 1 << 20) {
            throw new BuildException("/" + path + " has "
                    + new DataSize(file.content().size()) + ", more than there can be before a partition");
        }
        var bytes = new ByteArrayOutputStream();
        file.content().copyTo(Channels.newChannel(bytes), 0, file.content().size());
        return bytes.toByteArray();
    }
}
