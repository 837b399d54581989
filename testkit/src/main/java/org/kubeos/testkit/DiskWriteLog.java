package org.kubeos.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a machine in QEMU wrote to a disk, in its order, with the flushes between: QEMU's block driver blklogwrites records it.
 * With it, the disk can be made that a power cut at any point would have left. Source of the format: the Linux kernel,
 * Documentation/admin-guide/device-mapper/log-writes.rst.
 */
public final class DiskWriteLog {

    /** What the log counts in, and what a disk writes whole or tears. */
    public static final int SECTOR = 512;

    private static final long MAGIC = 0x6a736677736872L;
    private static final int FLUSH = 1;
    private static final int FORCE_UNIT_ACCESS = 2;
    private static final int DISCARD = 4;

    private final List<Entry> entries;

    private DiskWriteLog(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * A request of the machine.
     *
     * @param offset on the disk, in bytes
     * @param length in bytes; 0 for a flush alone
     * @param flush whether all that came before is on the disk once this is done
     * @param forced whether this itself is on the disk once it is done
     * @param data where the bytes are in the log
     */
    public record Entry(long offset, long length, boolean flush, boolean forced, long data) {

        /** Whether it changes any byte from {@code start} up to {@code end}. */
        public boolean touches(long start, long end) {
            return offset < end && offset + length > start;
        }
    }

    /**
     * QEMU's options of a raw disk whose writes are recorded.
     *
     * @param disk a raw image
     * @param log an empty file, or a log, which goes on
     * @param id of the drive, for {@code -device}
     */
    public static List<String> qemuOptions(Path disk, Path log, String id) throws IOException {
        String mode = Files.size(log) > 0 ? "log-append=on" : "log-sector-size=" + SECTOR;
        return List.of(
                "-blockdev",
                "driver=file,filename=" + disk + ",node-name=" + id + "-file",
                "-blockdev",
                "driver=file,filename=" + log + ",node-name=" + id + "-log",
                "-blockdev",
                "driver=blklogwrites,node-name=" + id + ",file=" + id + "-file,log=" + id + "-log," + mode);
    }

    /** Reads what is recorded so far. A last entry that is cut off doesn't count. */
    public static DiskWriteLog read(Path log) throws IOException {
        try (var channel = FileChannel.open(log)) {
            ByteBuffer header = sector(channel, 0);
            if (header.getLong(0) != MAGIC || header.getInt(24) != SECTOR && header.getLong(24) != SECTOR) {
                throw new IOException(log + " is no log of writes with sectors of " + SECTOR + " bytes");
            }
            var entries = new ArrayList<Entry>();
            long position = SECTOR;
            while (position + SECTOR <= channel.size()) {
                Entry entry = entry(sector(channel, position), position + SECTOR);
                position = entry.data() + entry.length();
                if (position <= channel.size()) {
                    entries.add(entry);
                }
            }
            return new DiskWriteLog(entries);
        }
    }

    private static ByteBuffer sector(FileChannel channel, long position) throws IOException {
        ByteBuffer sector = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        while (sector.hasRemaining()) {
            if (channel.read(sector, position + sector.position()) < 0) {
                throw new EOFException("the log ends in the middle of a sector");
            }
        }
        return sector.flip();
    }

    /** A discarded range may hold anything afterwards: its bytes are taken to stay as they were. */
    private static Entry entry(ByteBuffer header, long data) {
        long flags = header.getLong(16);
        boolean discard = (flags & DISCARD) != 0;
        return new Entry(
                header.getLong(0) * SECTOR,
                discard ? 0 : header.getLong(8) * SECTOR,
                (flags & FLUSH) != 0,
                (flags & FORCE_UNIT_ACCESS) != 0,
                data);
    }

    public List<Entry> entries() {
        return entries;
    }
}
