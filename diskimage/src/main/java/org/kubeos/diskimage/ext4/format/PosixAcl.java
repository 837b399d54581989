package org.kubeos.diskimage.ext4.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Converts access control lists between the form of system calls (version 2: entries of 8 bytes, each with an id) and
 * ext4's (version 1: entries of 4 bytes, and an id only where it names a user or group). See the kernel's {@code
 * posix_acl_xattr.h} and {@code fs/ext4/acl.h}.
 */
public final class PosixAcl {

    private static final int XATTR_VERSION = 2;
    private static final int DISK_VERSION = 1;
    private static final int TAG_USER = 0x02;
    private static final int TAG_GROUP = 0x08;
    private static final int NO_ID = -1;

    private PosixAcl() {}

    /** @throws IllegalArgumentException if the value is no access control list */
    public static byte[] toDisk(byte[] xattr) {
        ByteBuffer from = ByteBuffer.wrap(xattr).order(ByteOrder.LITTLE_ENDIAN);
        if (xattr.length < 4 || xattr.length % 8 != 4 || from.getInt() != XATTR_VERSION) {
            throw new IllegalArgumentException("no access control list of version 2 in " + xattr.length + " bytes");
        }
        ByteBuffer to = ByteBuffer.allocate(xattr.length).order(ByteOrder.LITTLE_ENDIAN);
        to.putInt(DISK_VERSION);
        while (from.hasRemaining()) {
            short tag = from.getShort();
            to.putShort(tag).putShort(from.getShort());
            int id = from.getInt();
            if (namesSomeone(tag)) {
                to.putInt(id);
            }
        }
        return content(to);
    }

    /** @throws IllegalArgumentException if the value is no access control list */
    public static byte[] toXattr(byte[] disk) {
        ByteBuffer from = ByteBuffer.wrap(disk).order(ByteOrder.LITTLE_ENDIAN);
        if (disk.length < 4 || disk.length % 4 != 0 || from.getInt() != DISK_VERSION) {
            throw new IllegalArgumentException("no access control list of version 1 in " + disk.length + " bytes");
        }
        ByteBuffer to = ByteBuffer.allocate(2 * disk.length).order(ByteOrder.LITTLE_ENDIAN);
        to.putInt(XATTR_VERSION);
        while (from.hasRemaining()) {
            short tag = from.getShort();
            to.putShort(tag).putShort(from.getShort());
            if (namesSomeone(tag) && !from.hasRemaining()) {
                throw new IllegalArgumentException("access control list ends within an entry");
            }
            to.putInt(namesSomeone(tag) ? from.getInt() : NO_ID);
        }
        return content(to);
    }

    private static boolean namesSomeone(short tag) {
        return tag == TAG_USER || tag == TAG_GROUP;
    }

    private static byte[] content(ByteBuffer buffer) {
        var content = new byte[buffer.position()];
        buffer.get(0, content);
        return content;
    }
}
