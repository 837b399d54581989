package org.kubeos.diskimage.fat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.kubeos.diskimage.fat.DirectoryTree.Child;
import org.kubeos.diskimage.fat.DirectoryTree.Directory;
import org.kubeos.diskimage.fat.DirectoryTree.FileChild;

/** The bytes of a directory (FAT specification, "FAT Directory Structure"). */
final class DirectoryFormat {

    static final int VOLUME_LABEL = 0x08;
    static final int DIRECTORY = 0x10;
    static final int ARCHIVE = 0x20;

    /** The specification's limit for a directory, FAT32's root included: 2 MiB. */
    static final int MAX_ENTRIES = 65_536;

    private static final byte[] SELF = entryName(".");
    private static final byte[] PARENT = entryName("..");

    private DirectoryFormat() {}

    /** Entries that a directory takes, with {@code .}, {@code ..} or the label. */
    static long entries(Directory directory, boolean hasLabel) {
        long own = directory.isRoot() ? (hasLabel ? 1 : 0) : 2;
        return own
                + directory.children().stream()
                        .mapToLong(child -> 1 + LongName.entries(child.name()))
                        .sum();
    }

    /** A directory's bytes, once it and all in it have their place. */
    static ByteBuffer encode(Directory directory, FatOptions options) {
        boolean hasLabel = !options.label().isEmpty();
        int size = (int) entries(directory, hasLabel) * FatGeometry.ENTRY_SIZE;
        ByteBuffer bytes = BootSector.littleEndian(size);
        if (!directory.isRoot()) {
            put(bytes, SELF, DIRECTORY, directory.modified(), directory.firstCluster(), 0);
            Directory parent = directory.parent();
            // The root is cluster 0 here, even if it is a chain.
            put(bytes, PARENT, DIRECTORY, parent.modified(), parent.isRoot() ? 0 : parent.firstCluster(), 0);
        } else if (hasLabel) {
            put(bytes, BootSector.paddedLabel(options.label()), VOLUME_LABEL, options.time(), 0, 0);
        }
        Map<String, String> shortNames =
                ShortNames.assign(directory.children().stream().map(Child::name).toList());
        for (Child child : directory.children()) {
            byte[] shortName = entryName(shortNames.getOrDefault(child.name(), child.name()));
            LongName.put(bytes, child.name(), shortName);
            switch (child) {
                case FileChild file ->
                    put(bytes, shortName, ARCHIVE, file.modified(), file.firstCluster(), file.size());
                case Directory sub -> put(bytes, shortName, DIRECTORY, sub.modified(), sub.firstCluster(), 0);
            }
        }
        return bytes.flip();
    }

    private static void put(ByteBuffer bytes, byte[] name, int attributes, Instant modified, int cluster, long size) {
        DosTime time = DosTime.of(modified);
        bytes.put(name).put((byte) attributes).put((byte) 0);
        bytes.put((byte) time.hundredths()).putShort((short) time.time()).putShort((short) time.date());
        bytes.putShort((short) time.date());
        bytes.putShort((short) (cluster >>> 16));
        bytes.putShort((short) time.time()).putShort((short) time.date());
        bytes.putShort((short) cluster).putInt((int) size);
    }

    private static byte[] entryName(String name) {
        byte[] padded = "           ".getBytes(StandardCharsets.US_ASCII);
        byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, padded, 0, ascii.length);
        return padded;
    }
}
