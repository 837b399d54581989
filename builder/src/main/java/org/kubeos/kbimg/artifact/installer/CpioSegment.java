package org.kubeos.kbimg.artifact.installer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Files for an initramfs, as a cpio archive in the format {@code newc}. The kernel unpacks all that an initramfs consists
 * of, one after the other: so files can be put before those of dracut's without unpacking these.
 *
 * @see <a href="https://docs.kernel.org/driver-api/early-userspace/buffer-format.html">initramfs buffer format</a>
 */
public final class CpioSegment {

    private static final int ALIGNMENT = 4;
    private static final int BLOCK = 512;
    private static final int DIRECTORY = 0040755;
    private static final int REGULAR_FILE = 0100644;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final long modified;
    private int inode;

    private CpioSegment(Instant modified) {
        this.modified = modified.getEpochSecond();
    }

    /** @param files content by path, without a slash at the start; directories above them are made */
    public static byte[] of(Map<String, byte[]> files, Instant modified) {
        var segment = new CpioSegment(modified);
        var directories = new TreeSet<String>();
        for (String path : files.keySet()) {
            for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
                directories.add(path.substring(0, slash));
            }
        }
        directories.forEach(path -> segment.add(path, DIRECTORY, new byte[0]));
        new TreeMap<>(files).forEach((path, content) -> segment.add(path, REGULAR_FILE, content));
        segment.add("TRAILER!!!", 0, new byte[0]);
        segment.pad(BLOCK);
        return segment.bytes.toByteArray();
    }

    private void add(String path, int mode, byte[] content) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        long[] fields = {
            inode++, mode, 0, 0, mode == DIRECTORY ? 2 : 1, modified, content.length, 0, 0, 0, 0, name.length + 1, 0
        };
        var header = new StringBuilder("070701");
        for (long field : fields) {
            header.append("%08x".formatted(field & 0xffff_ffffL));
        }
        bytes.writeBytes(header.toString().getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(name);
        bytes.write(0);
        pad(ALIGNMENT);
        bytes.writeBytes(content);
        pad(ALIGNMENT);
    }

    private void pad(int alignment) {
        while (bytes.size() % alignment != 0) {
            bytes.write(0);
        }
    }
}
