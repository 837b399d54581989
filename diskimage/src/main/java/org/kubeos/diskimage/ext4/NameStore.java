package org.kubeos.diskimage.ext4;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kubeos.diskimage.ext4.format.DirectoryBlock;
import org.kubeos.diskimage.ext4.format.Inode;
import org.kubeos.diskimage.tree.FilePath;

/**
 * The directory entries of a whole tree in some 25 bytes each plus their names: records in byte arrays, chained within each
 * directory, and one hash table that finds a name in a directory.
 *
 * <p>A record is: the directory's previous record, the directory's inode, the entry's inode (4 bytes each), its type, the
 * name's length (1 byte each), the name. References to records count from 1; 0 is none.
 */
final class NameStore {

    private static final int LOG_CHUNK = 18;
    private static final int CHUNK_BYTES = 1 << LOG_CHUNK;
    private static final int HEADER = 14;
    private static final int ALIGN = 4;
    private static final int MAX_RECORD = HEADER + 256;

    private final List<byte[]> chunks = new ArrayList<>();
    private int used = CHUNK_BYTES;
    private int count;
    private int[] table = new int[1 << 12];

    /** By inode number: the directory's latest record. */
    private int[] latest = new int[1024];

    /** The name on disk of the file at a path that is not the root. */
    static byte[] name(String path) throws Ext4Exception {
        String name = FilePath.name(path);
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("path is not in normal form: " + path.replace('\0', '?'));
        }
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > DirectoryBlock.MAX_NAME) {
            throw new Ext4Exception(
                    path, "name has " + bytes.length + " bytes; ext4 allows " + DirectoryBlock.MAX_NAME);
        }
        return bytes;
    }

    /** The record of the file at a path that is not the root; 0 if there is none. */
    int find(String path) throws Ext4Exception {
        int directory = Inode.ROOT_NUMBER;
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            int record = find(directory, name(path.substring(0, slash)));
            if (record == 0) {
                return 0;
            }
            directory = inode(record);
        }
        return find(directory, name(path));
    }

    /** The record of a name in a directory; 0 if it is not there. */
    int find(int directory, byte[] name) {
        int slot = slot(directory, name, 0, name.length);
        while (table[slot] != 0 && !matches(table[slot], directory, name)) {
            slot = slot + 1 & table.length - 1;
        }
        return table[slot];
    }

    /** Adds a name that is not yet in its directory. */
    void add(int directory, int inode, FileType type, byte[] name) {
        if (2 * ++count > table.length) {
            grow();
        }
        if (CHUNK_BYTES - used < MAX_RECORD) {
            chunks.add(new byte[CHUNK_BYTES]);
            used = chunks.size() == 1 ? ALIGN : 0;
        }
        if (directory >= latest.length) {
            latest = Arrays.copyOf(latest, Math.max(2 * latest.length, directory + 1));
        }
        int record = (chunks.size() - 1) * (CHUNK_BYTES / ALIGN) + used / ALIGN;
        byte[] chunk = chunks.getLast();
        Bytes.putInt(chunk, used, latest[directory]);
        Bytes.putInt(chunk, used + 4, directory);
        Bytes.putInt(chunk, used + 8, inode);
        chunk[used + 12] = (byte) type.entryType();
        chunk[used + 13] = (byte) name.length;
        System.arraycopy(name, 0, chunk, used + HEADER, name.length);
        used += HEADER + name.length + ALIGN - 1 & -ALIGN;
        latest[directory] = record;
        insert(record);
    }

    int inode(int record) {
        return Bytes.getInt(chunk(record), at(record) + 8);
    }

    FileType type(int record) {
        return FileType.ofEntryType(chunk(record)[at(record) + 12]);
    }

    /** The array that holds a record's name, from {@link #nameOffset} on. */
    byte[] chunk(int record) {
        return chunks.get(record >>> LOG_CHUNK - 2);
    }

    int nameOffset(int record) {
        return at(record) + HEADER;
    }

    int nameLength(int record) {
        return chunk(record)[at(record) + 13] & 0xFF;
    }

    /** Writes a record as a directory entry without room behind it, and returns its length. */
    int writeEntry(int record, DirectoryBlock block, int at) {
        int length = DirectoryBlock.entryBytes(nameLength(record));
        block.entry(at, inode(record), length, type(record), chunk(record), nameOffset(record), nameLength(record));
        return length;
    }

    /** The records of a directory in the order in which they were added. */
    int[] recordsOf(int directory) {
        int length = 0;
        for (int record = latest(directory); record != 0; record = Bytes.getInt(chunk(record), at(record))) {
            length++;
        }
        var records = new int[length];
        for (int record = latest(directory); record != 0; record = Bytes.getInt(chunk(record), at(record))) {
            records[--length] = record;
        }
        return records;
    }

    private int latest(int directory) {
        return directory < latest.length ? latest[directory] : 0;
    }

    private static int at(int record) {
        return (record & (CHUNK_BYTES / ALIGN) - 1) * ALIGN;
    }

    private boolean matches(int record, int directory, byte[] name) {
        byte[] chunk = chunk(record);
        int at = at(record);
        return Bytes.getInt(chunk, at + 4) == directory
                && (chunk[at + 13] & 0xFF) == name.length
                && Arrays.equals(chunk, at + HEADER, at + HEADER + name.length, name, 0, name.length);
    }

    private int slot(int directory, byte[] name, int offset, int length) {
        int hash = directory * 0x9E3779B1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + name[i];
        }
        hash *= 0x9E3779B1;
        return (hash ^ hash >>> 15) & table.length - 1;
    }

    private void insert(int record) {
        byte[] chunk = chunk(record);
        int slot = slot(Bytes.getInt(chunk, at(record) + 4), chunk, nameOffset(record), nameLength(record));
        while (table[slot] != 0) {
            slot = slot + 1 & table.length - 1;
        }
        table[slot] = record;
    }

    private void grow() {
        int[] old = table;
        table = new int[2 * old.length];
        for (int record : old) {
            if (record != 0) {
                insert(record);
            }
        }
    }
}
