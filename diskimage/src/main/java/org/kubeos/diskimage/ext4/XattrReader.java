package org.kubeos.diskimage.ext4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.ext4.format.Inode;
import org.kubeos.diskimage.ext4.format.PosixAcl;
import org.kubeos.diskimage.ext4.format.XattrArea;
import org.kubeos.diskimage.ext4.format.XattrName;

/** Reads extended attributes from inodes and their attribute blocks. */
final class XattrReader {

    private final Map<String, byte[]> xattrs = new HashMap<>();

    private XattrReader() {}

    /** The attributes of an inode that stands at byte {@code offset} of the disk. */
    static Map<String, byte[]> read(Blocks blocks, Inode inode, long offset) throws IOException {
        var reader = new XattrReader();
        ByteBuffer bytes = inode.bytes();
        int start = 128 + inode.extraSize();
        if (start + Integer.BYTES < bytes.capacity() && bytes.getInt(start) == XattrArea.MAGIC) {
            int first = start + Integer.BYTES;
            ByteBuffer area = bytes.slice(first, bytes.capacity() - first).order(bytes.order());
            reader.readEntries(area, 0, offset + first);
        }
        if (inode.xattrBlock() != 0) {
            ByteBuffer block = blocks.read(inode.xattrBlock(), offset);
            long blockOffset = inode.xattrBlock() * blocks.blockSize();
            if (block.getInt(0) != XattrArea.MAGIC) {
                throw new CorruptImageException(blockOffset, "is no block of extended attributes");
            }
            reader.readEntries(block, XattrArea.BLOCK_HEADER, blockOffset);
        }
        return reader.xattrs;
    }

    private void readEntries(ByteBuffer area, int first, long offset) throws CorruptImageException {
        int at = first;
        while (at + Integer.BYTES <= area.capacity() && area.getInt(at) != 0) {
            int nameLength = Byte.toUnsignedInt(area.get(at));
            int end = at + XattrArea.padded(XattrArea.ENTRY_HEADER + nameLength);
            if (end > area.capacity()) {
                throw new CorruptImageException(offset + at, "extended attribute's name reaches out of its room");
            }
            long valueStart = Short.toUnsignedInt(area.getShort(at + 2));
            long valueLength = Integer.toUnsignedLong(area.getInt(at + 8));
            if (valueStart + valueLength > area.capacity()) {
                throw new CorruptImageException(offset + at, "extended attribute's value reaches out of its room");
            }
            var rest = new byte[nameLength];
            area.get(at + XattrArea.ENTRY_HEADER, rest);
            var value = new byte[(int) valueLength];
            area.get((int) valueStart, value);
            add(new XattrName(Byte.toUnsignedInt(area.get(at + 1)), rest), value, offset + at);
            at = end;
        }
    }

    private void add(XattrName name, byte[] value, long offset) throws CorruptImageException {
        var fullName = name.fullName();
        if (fullName.isPresent()) {
            try {
                xattrs.put(fullName.get(), name.isAcl() ? PosixAcl.toXattr(value) : value);
            } catch (IllegalArgumentException e) {
                throw new CorruptImageException(offset, fullName.get() + ": " + e.getMessage());
            }
        }
    }
}
