package org.kubeos.diskimage.fat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.tree.FilePath;

/**
 * Reads a FAT16 or FAT32 file system, also one that is hostile: every method throws {@link CorruptImageException}
 * rather than loop or hold more than a directory's 65,536 entries. The disk stays open; it is used by one thread.
 */
public final class FatReader {

    /** The longest path that {@link #walk} follows, which is Windows' own limit. */
    private static final int MAX_PATH = 32_767;

    private final FatVolume volume;
    private final FatTable table;
    private final FatEntry root;

    private FatReader(FatVolume volume) {
        this.volume = volume;
        this.table = new FatTable(volume);
        this.root =
                new FatEntry(FilePath.ROOT, "", "", true, 0, new DosTime(0, 0, 0).toInstant(), volume.rootCluster());
    }

    /** What {@link FatReader#walk} calls for every file and directory. */
    @FunctionalInterface
    public interface Visitor {
        void visit(FatEntry entry) throws IOException;
    }

    /** Whether the disk looks like a FAT file system of any kind, whole or damaged. */
    public static boolean isFat(DiskReader disk) throws IOException {
        return FatVolume.isThere(disk);
    }

    /** @throws CorruptImageException if the disk holds no FAT16 or FAT32 file system, or more of one than it has room for */
    public static FatReader open(DiskReader disk) throws IOException {
        return new FatReader(FatVolume.open(disk));
    }

    public FatType type() {
        return volume.geometry().type();
    }

    /** The volume's serial number. */
    public int volumeId() {
        return volume.volumeId();
    }

    /** The label in the root directory, else the boot sector's. */
    public Optional<String> label() throws IOException {
        String inRoot = contents(root).label();
        String label = inRoot.isEmpty() ? volume.label() : inRoot;
        return label.isEmpty() || label.equals(FatVolume.NO_LABEL) ? Optional.empty() : Optional.of(label);
    }

    /** The size of the file system in bytes, its tables included. */
    public long size() {
        return volume.geometry().totalSectors() * volume.geometry().sectorSize();
    }

    /** The size of a cluster in bytes. */
    public int clusterSize() {
        return volume.geometry().clusterSize();
    }

    /** The free bytes, counted in the table; FSInfo's figure is but a hint. */
    public long free() throws IOException {
        return table.countFree() * clusterSize();
    }

    /** The root directory. */
    public FatEntry root() {
        return root;
    }

    /** The files and directories in {@code directory}, in their order on disk. */
    public List<FatEntry> list(FatEntry directory) throws IOException {
        return contents(directory).entries();
    }

    /** The file or directory at {@code path}, without regard to case; long and short names are found. */
    public Optional<FatEntry> find(String path) throws IOException {
        Optional<FatEntry> found = Optional.of(root);
        String normal = FilePath.normalize(path);
        for (String name : normal.isEmpty() ? new String[0] : normal.split("/")) {
            if (found.isEmpty() || !found.get().directory()) {
                return Optional.empty();
            }
            String folded = LongName.fold(name);
            found = list(found.get()).stream()
                    .filter(entry -> LongName.fold(entry.name()).equals(folded)
                            || entry.shortName().equals(folded))
                    .findFirst();
        }
        return found;
    }

    /** Calls {@code visitor} for every file and directory but the root, each directory before what is in it. */
    public void walk(Visitor visitor) throws IOException {
        Set<Integer> seen = new HashSet<>();
        Deque<FatEntry> open = new ArrayDeque<>(List.of(root));
        long room = size() / FatGeometry.ENTRY_SIZE;
        while (!open.isEmpty()) {
            FatEntry directory = open.pop();
            if (!seen.add(directory.firstCluster())) {
                throw corrupt(directory, "directory " + directory.name() + " is also somewhere else in the tree");
            }
            if (directory.parent().length() + directory.name().length() >= MAX_PATH) {
                throw corrupt(
                        directory, "directories are nested so deep that paths exceed " + MAX_PATH + " characters");
            }
            List<FatEntry> entries = list(directory);
            room -= entries.size();
            if (room < 0) {
                throw corrupt(directory, "directories share clusters: they have more entries than there is room for");
            }
            for (FatEntry entry : entries) {
                visitor.visit(entry);
                if (entry.directory()) {
                    open.push(entry);
                }
            }
        }
    }

    private CorruptImageException corrupt(FatEntry directory, String problem) {
        int cluster = directory.firstCluster();
        long at = cluster == 0
                ? volume.geometry().rootOffset()
                : volume.geometry().clusterOffset(cluster);
        return new CorruptImageException(at, problem);
    }

    /**
     * The contents of a file.
     *
     * @throws IllegalArgumentException if it is a directory
     */
    public InputStream open(FatEntry file) {
        if (file.directory()) {
            throw new IllegalArgumentException("/" + file.path() + " is a directory");
        }
        return new FileInput(volume, new ClusterChain(volume, table, file.firstCluster()), file);
    }

    private DirectoryReader.Contents contents(FatEntry directory) throws IOException {
        if (!directory.directory()) {
            throw new IllegalArgumentException("/" + directory.path() + " is no directory");
        }
        return directory.firstCluster() == 0
                ? DirectoryReader.readFixedRoot(volume)
                : DirectoryReader.read(
                        volume, directory.path(), new ClusterChain(volume, table, directory.firstCluster()));
    }
}
