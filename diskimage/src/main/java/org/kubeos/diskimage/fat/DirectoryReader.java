package org.kubeos.diskimage.fat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.kubeos.diskimage.CorruptImageException;

/** Reads a directory's entries (FAT specification, "FAT Directory Structure" and "Long Directory Entries"). */
final class DirectoryReader {

    private static final int FREE = 0xE5;
    /** Stands for a first character E5, as that marks free entries. */
    private static final int ESCAPED_E5 = 0x05;

    private static final int LOWER_BASE = 0x08;
    private static final int LOWER_EXTENSION = 0x10;
    private static final int BASE_LENGTH = 8;

    /** Short names carry no hint of their code page; this is the one that mtools and dosfstools assume. */
    private static final Charset CODE_PAGE = Charset.forName("IBM850");

    private final FatVolume volume;
    private final String path;
    private final List<FatEntry> entries = new ArrayList<>();
    private String label = "";
    private String longName = "";
    private int expectedOrder;
    private byte checksum;
    private int count;

    private DirectoryReader(FatVolume volume, String path) {
        this.volume = volume;
        this.path = path;
    }

    /** @param label the volume label, which only the root directory has; empty for none */
    record Contents(List<FatEntry> entries, String label) {}

    /** Reads FAT16's root directory, which has a place of its own. */
    static Contents readFixedRoot(FatVolume volume) throws IOException {
        var reader = new DirectoryReader(volume, "");
        int size = volume.geometry().rootEntries() * FatGeometry.ENTRY_SIZE;
        reader.addAll(volume.geometry().rootOffset(), size);
        return reader.contents();
    }

    static Contents read(FatVolume volume, String path, ClusterChain chain) throws IOException {
        var reader = new DirectoryReader(volume, path);
        while (chain.hasCluster()
                && reader.addAll(chain.offset(), volume.geometry().clusterSize())) {
            chain.advance();
        }
        return reader.contents();
    }

    private Contents contents() {
        return new Contents(List.copyOf(entries), label);
    }

    /** Adds the entries of a part of the directory; false if they ended there. */
    private boolean addAll(long at, int size) throws IOException {
        ByteBuffer bytes = volume.read(at, size);
        for (int i = 0; i < size; i += FatGeometry.ENTRY_SIZE) {
            if (bytes.get(i) == 0) {
                return false;
            }
            if (++count > DirectoryFormat.MAX_ENTRIES) {
                throw new CorruptImageException(at + i, "directory /" + path + " has more than 65536 entries");
            }
            add(bytes.slice(i, FatGeometry.ENTRY_SIZE).order(bytes.order()), at + i);
        }
        return true;
    }

    private void add(ByteBuffer entry, long at) throws CorruptImageException {
        int attributes = entry.get(11);
        if (Byte.toUnsignedInt(entry.get(0)) == FREE) {
            expectedOrder = 0;
        } else if ((attributes & 0x3F) == LongName.ATTRIBUTES) {
            addLongName(entry);
        } else if ((attributes & DirectoryFormat.VOLUME_LABEL) != 0) {
            label = text(entry, 0, FatOptions.LABEL_LENGTH).stripTrailing();
        } else if (entry.get(0) != '.') {
            addFile(entry, at, (attributes & DirectoryFormat.DIRECTORY) != 0);
        }
    }

    /** The parts of a long name come last part first; a part that is out of line makes the name void. */
    private void addLongName(ByteBuffer entry) {
        int order = entry.get(0) & 0x3F;
        if ((entry.get(0) & LongName.LAST) != 0) {
            longName = "";
            checksum = entry.get(LongName.CHECKSUM);
        } else if (order != expectedOrder || entry.get(LongName.CHECKSUM) != checksum) {
            longName = "";
            expectedOrder = 0;
            return;
        }
        longName = LongName.part(entry) + longName;
        expectedOrder = order - 1;
    }

    private void addFile(ByteBuffer entry, long at, boolean directory) throws CorruptImageException {
        byte[] rawName = new byte[FatOptions.LABEL_LENGTH];
        entry.get(0, rawName);
        boolean tied = !longName.isEmpty() && expectedOrder == 0 && checksum == LongName.checksum(rawName);
        String shortName = shortName(entry, 0);
        String name = tied ? longName : shortName(entry, entry.get(12));
        longName = "";
        // Whoever copies files out of an image must be able to trust its paths.
        if (name.isEmpty()
                || name.equals(".")
                || name.equals("..")
                || name.chars().anyMatch(c -> c < ' ' || c == '/')) {
            throw new CorruptImageException(at, "an entry of directory /" + path + " has an impossible name");
        }
        int high = volume.geometry().type() == FatType.FAT32 ? Short.toUnsignedInt(entry.getShort(20)) : 0;
        int first = high << 16 | Short.toUnsignedInt(entry.getShort(26));
        long size = directory ? 0 : Integer.toUnsignedLong(entry.getInt(28));
        boolean needsCluster = directory || size > 0;
        if (needsCluster
                ? !volume.geometry().hasCluster(first)
                : first != 0 && !volume.geometry().hasCluster(first)) {
            throw new CorruptImageException(
                    at + 26, name + " in directory /" + path + " starts at cluster " + Integer.toUnsignedString(first));
        }
        var time = new DosTime(Short.toUnsignedInt(entry.getShort(24)), Short.toUnsignedInt(entry.getShort(22)), 0);
        entries.add(new FatEntry(path, name, shortName, directory, size, time.toInstant(), first));
    }

    /** @param lower flags that Windows NT and mtools set instead of a long name where case is all that differs */
    private static String shortName(ByteBuffer entry, int lower) {
        String base = text(entry, 0, BASE_LENGTH).stripTrailing();
        if (entry.get(0) == ESCAPED_E5) {
            base = CODE_PAGE.decode(ByteBuffer.wrap(new byte[] {(byte) FREE})) + base.substring(1);
        }
        String extension =
                text(entry, BASE_LENGTH, FatOptions.LABEL_LENGTH - BASE_LENGTH).stripTrailing();
        base = (lower & LOWER_BASE) != 0 ? base.toLowerCase(Locale.ROOT) : base;
        extension = (lower & LOWER_EXTENSION) != 0 ? extension.toLowerCase(Locale.ROOT) : extension;
        return extension.isEmpty() ? base : base + "." + extension;
    }

    /** mtools leaves control characters in some short names; nothing else depends on them. */
    private static String text(ByteBuffer entry, int at, int length) {
        return CODE_PAGE.decode(entry.slice(at, length)).toString().replaceAll("[\\x00-\\x1F]", "_");
    }
}
