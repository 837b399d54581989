package org.kubeos.diskimage.ext4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.ext4.format.DirectoryBlock;
import org.kubeos.diskimage.ext4.format.Inode;

/** Lists directories. Hashed ones are read like others, because their index hides in unused entries. */
final class DirectoryReader {

    private final Map<String, Integer> entries = new LinkedHashMap<>();

    /** The names' bytes, since names that are not UTF-8 may look the same. */
    private final Set<String> rawNames = new HashSet<>();

    private DirectoryReader() {}

    /** Names and inode numbers in a directory, but for {@code .} and {@code ..}, in the order on disk. */
    static Map<String, Integer> list(Blocks blocks, Inode directory, long offset) throws IOException {
        var reader = new DirectoryReader();
        ExtentReader.visit(blocks, directory, offset, extent -> {
            for (long block = extent.physical(); block < extent.physical() + extent.length(); block++) {
                if (extent.written()) {
                    reader.readBlock(blocks.read(block, offset), block * blocks.blockSize());
                }
            }
        });
        return reader.entries;
    }

    private void readBlock(ByteBuffer bytes, long offset) throws CorruptImageException {
        int at = 0;
        while (at < bytes.capacity()) {
            int room = bytes.capacity() - at;
            int length = room < DirectoryBlock.ENTRY_HEADER ? 0 : Short.toUnsignedInt(bytes.getShort(at + 4));
            int nameLength = length == 0 ? 0 : Byte.toUnsignedInt(bytes.get(at + 6));
            if (length < DirectoryBlock.entryBytes(nameLength) || length > room || length % 4 != 0) {
                throw new CorruptImageException(offset + at, "directory entry has a wrong length: " + length);
            }
            if (bytes.getInt(at) != 0) {
                var name = new byte[nameLength];
                bytes.get(at + DirectoryBlock.ENTRY_HEADER, name);
                add(name, bytes.getInt(at), offset + at);
            }
            at += length;
        }
    }

    private void add(byte[] bytes, int inode, long offset) throws CorruptImageException {
        String raw = new String(bytes, StandardCharsets.ISO_8859_1);
        if (raw.equals(".") || raw.equals("..")) {
            return;
        }
        if (raw.isEmpty() || raw.indexOf('/') >= 0 || raw.indexOf('\0') >= 0) {
            throw new CorruptImageException(offset, "directory entry has a name that is none");
        }
        if (!rawNames.add(raw)) {
            throw new CorruptImageException(offset, "directory has the same name twice");
        }
        entries.put(new String(bytes, StandardCharsets.UTF_8), inode);
    }
}
