package org.kubeos.diskimage.fat;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.fat.DirectoryTree.Directory;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FilePath;

/**
 * Writes a FAT16 or FAT32 file system with long names.
 *
 * <pre>{@code
 * try (var fs = FatWriter.create(disk.slice(start, size), FatOptions.of(0x1234ABCD, time).withLabel("BOOT"))) {
 *     fs.add(new FileNode.RegularFile("EFI/BOOT/BOOTX64.EFI", metadata, content));
 *     fs.finish();
 * }
 * }</pre>
 *
 * <p>The contents of a file go straight to their place, in one piece; the boot sector, the tables and the directories
 * follow in {@link #finish()}, so that an unfinished file system is none. The same files in the same order give the same
 * bytes. Owners, modes and extended attributes have no place in FAT and are dropped; times are kept in UTC, to two
 * seconds and within 1980 to 2107.
 */
public final class FatWriter implements Closeable {

    /** A file's size is a 32-bit field. */
    private static final long MAX_FILE_SIZE = 0xFFFF_FFFFL;

    private final DiskWriter disk;
    private final FatOptions options;
    private final FatGeometry geometry;
    private final ClusterMap clusters;
    private final DirectoryTree tree;
    private final int rootCluster;
    private boolean finished;

    private FatWriter(DiskWriter disk, FatOptions options, FatGeometry geometry) {
        this.disk = disk;
        this.options = options;
        this.geometry = geometry;
        this.clusters = new ClusterMap(geometry);
        this.tree = new DirectoryTree(options.time());
        // BPB_RootClus may be any cluster, but should be 2; the rest of the root follows the files.
        this.rootCluster = geometry.type() == FatType.FAT32 ? clusters.allocate(1) : 0;
    }

    /**
     * Starts a file system that fills {@code target}, which must be all zero and stays open after this.
     *
     * @throws FatException if the target is too small or too large for the type
     */
    public static FatWriter create(DiskWriter target, FatOptions options) throws FatException {
        return new FatWriter(target, options, FatGeometry.choose(target.size(), options.type(), options.sectorSize()));
    }

    /**
     * Adds a directory or regular file. Parents that were not added are made; a directory that is there already takes
     * the new one's time. That files do not fit is told by {@link #finish()}, which knows how much is missing.
     *
     * @throws FatException if FAT knows no such file or name, or can't tell the name from one beside it
     */
    public void add(FileNode node) throws IOException {
        if (finished) {
            throw new IllegalStateException("the file system is finished");
        }
        String path = FilePath.normalize(node.path());
        switch (node) {
            case FileNode.Directory directory ->
                tree.addDirectory(path, directory.metadata().modified());
            case FileNode.RegularFile file -> addFile(path, file);
            case FileNode.SymbolicLink _ -> throw unsupported(path, "symbolic links");
            case FileNode.HardLink _ -> throw unsupported(path, "hard links");
            case FileNode.Device _ -> throw unsupported(path, "devices");
            case FileNode.Fifo _ -> throw unsupported(path, "FIFOs");
            case FileNode.Socket _ -> throw unsupported(path, "sockets");
        }
    }

    private static FatException unsupported(String path, String kind) {
        return new FatException(path + ": a FAT file system can't hold " + kind);
    }

    private void addFile(String path, FileNode.RegularFile file) throws IOException {
        FileContent content = file.content();
        if (content.size() > MAX_FILE_SIZE) {
            throw new FatException(path + " has " + content.size() + " bytes; a file on FAT has less than 4 GiB");
        }
        int first = clusters.allocate(clusters.clustersFor(content.size()));
        tree.addFile(path, file.metadata().modified(), first, content.size());
        if (first != 0) {
            for (FileContent.Extent data : content.data()) {
                content.copyTo(disk, data.offset(), data.length(), geometry.clusterOffset(first) + data.offset());
            }
        }
    }

    /**
     * Writes everything but the files' contents.
     *
     * @throws FatException if what was added does not fit; the file system is then unusable
     */
    public void finish() throws IOException {
        if (finished) {
            throw new IllegalStateException("the file system is finished");
        }
        finished = true;
        for (Directory directory : tree.directories()) {
            place(directory);
        }
        if (!clusters.fits()) {
            long missing = clusters.missing() * geometry.clusterSize();
            throw new FatException("the files do not fit into a " + geometry.type() + " file system of " + disk.size()
                    + " bytes: " + Math.ceilDiv(missing, 1024) + " KiB are missing");
        }
        for (Directory directory : tree.directories()) {
            write(directory);
        }
        clusters.write(disk);
        BootSector.write(disk, geometry, options, rootCluster, clusters.free(), clusters.last());
    }

    private void place(Directory directory) throws FatException {
        long entries = DirectoryFormat.entries(directory, !options.label().isEmpty());
        boolean fixed = directory.isRoot() && geometry.type() == FatType.FAT16;
        int limit = fixed ? geometry.rootEntries() : DirectoryFormat.MAX_ENTRIES;
        if (entries > limit) {
            throw new FatException("/" + directory.path() + " needs " + entries + " directory entries, but "
                    + (fixed ? "FAT16's root directory" : "a FAT directory") + " has room for " + limit
                    + "; spread its files over subdirectories or give them shorter names");
        }
        long count = clusters.clustersFor(entries * FatGeometry.ENTRY_SIZE);
        if (!directory.isRoot()) {
            directory.placeAt(clusters.allocate(count));
        } else if (!fixed && count > 1) {
            directory.placeAt(clusters.extend(rootCluster, count - 1));
        }
    }

    private void write(Directory directory) throws IOException {
        ByteBuffer bytes = DirectoryFormat.encode(directory, options);
        if (!directory.isRoot()) {
            disk.write(bytes, geometry.clusterOffset(directory.firstCluster()));
        } else if (geometry.type() == FatType.FAT16) {
            disk.write(bytes, geometry.rootOffset());
        } else {
            int inFirst = Math.min(bytes.remaining(), geometry.clusterSize());
            disk.write(bytes.slice(0, inFirst), geometry.clusterOffset(rootCluster));
            if (bytes.remaining() > inFirst) {
                disk.write(bytes.position(inFirst), geometry.clusterOffset(directory.firstCluster()));
            }
        }
    }

    /** Lets go of what was added. The target stays open: it belongs to whoever opened it. */
    @Override
    public void close() {
        finished = true;
    }
}
