package org.kubeos.kbimg.artifact.diff.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.ext4.Ext4File;
import org.kubeos.diskimage.ext4.Ext4Reader;
import org.kubeos.diskimage.ext4.FileType;
import org.kubeos.diskimage.fat.FatEntry;
import org.kubeos.diskimage.fat.FatReader;
import org.kubeos.diskimage.partition.FoundTable;
import org.kubeos.diskimage.partition.Partition;
import org.kubeos.diskimage.partition.PartitionTable;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.Directory;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.diskimage.tree.FileNode.SymbolicLink;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.artifact.diff.Contents;
import org.kubeos.kbimg.artifact.diff.FileEntry;
import org.kubeos.kbimg.artifact.diff.FileEntry.Content;
import org.kubeos.kbimg.artifact.diff.FileEntry.EntryType;
import org.kubeos.kbimg.artifact.diff.FileListing;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.nodelayout.NodeDisk;
import org.kubeos.nodelayout.PersistLayout;

/**
 * The root file system on a disk, with the other partitions where its fstab mounts them. Of the two slots, it is the first
 * that has one. Only the texts that tell of packages, services, and the like are kept in memory.
 */
final class DiskRoot {

    private static final String LOST_AND_FOUND = "lost+found";

    /** Of all texts together, in bytes. */
    private static final int MAX_TEXT = 64 << 20;

    private static final Set<String> TEXTS = Set.of(
            "etc/passwd",
            "etc/shadow",
            "etc/group",
            "etc/os-release",
            "usr/lib/os-release",
            "var/lib/dpkg/status",
            "usr/lib/kubeos/packages.json");

    private final Map<String, FileEntry> entries = new LinkedHashMap<>();
    private final List<FileNode> texts = new ArrayList<>();
    private final Set<String> missing = new TreeSet<>();
    private long room = MAX_TEXT;

    private DiskRoot() {}

    /**
     * Reads a disk, or a file system without a partition table, such as an update image.
     *
     * @param disk stays open for as long as its files' contents are read
     * @throws BuildException if it has no root file system
     */
    static Contents read(String name, String kind, Path file, DiskReader disk) throws IOException {
        Optional<FoundTable> found = PartitionTable.find(disk);
        var slices = new LinkedHashMap<Integer, DiskReader>();
        if (found.isPresent()) {
            for (Partition partition : found.get().table().partitions()) {
                slices.put(partition.number(), disk.slice(partition.start(), partition.size()));
            }
        }
        if (slices.isEmpty()) {
            slices.put(0, disk);
        }
        var root = new DiskRoot();
        Ext4Reader system = root(slices)
                .orElseThrow(() -> new BuildException(file + " has no root file system that kbimg can read. Give a"
                        + " disk or an update image that kbimg has made, such as out/system.qcow2."));
        root.addExt4(system, FilePath.ROOT);
        root.mount(fstab(system), slices);
        return RootReader.of(
                name,
                kind,
                FileListing.of(root.entries.values(), root.missing),
                new FileTree(root.texts, Instant.EPOCH));
    }

    private static Optional<Ext4Reader> root(Map<Integer, DiskReader> slices) throws IOException {
        for (DiskReader slice : slices.values()) {
            if (Ext4Reader.isExt(slice)) {
                Ext4Reader reader = Ext4Reader.open(slice);
                if (reader.find("usr").isPresent()) {
                    return Optional.of(reader);
                }
            }
        }
        return Optional.empty();
    }

    /** Directories and the numbers of the partitions that are mounted there, the outer ones first. */
    private static Map<String, Integer> fstab(Ext4Reader root) throws IOException {
        Optional<Ext4File> file = root.findFollowing("etc/fstab");
        String text = file.isPresent() && file.get().type() == FileType.REGULAR
                ? new String(root.read(file.get(), MAX_TEXT), StandardCharsets.UTF_8)
                : "";
        var mounts = new HashMap<String, Integer>();
        for (String line : text.lines().toList()) {
            String[] fields = line.strip().split("\\s+");
            String links = NodeDisk.partitionLink(0).replaceFirst("0$", "");
            if (fields.length > 1
                    && fields[0].matches(Pattern.quote(links) + "\\d{1,4}")
                    && fields[1].matches("/(?!.*\\.\\.).+")) {
                mounts.put(FilePath.normalize(fields[1]), Integer.parseInt(fields[0].substring(links.length())));
            }
        }
        var sorted = new LinkedHashMap<String, Integer>();
        mounts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                .forEach(mount -> sorted.put(mount.getKey(), mount.getValue()));
        return sorted;
    }

    private void mount(Map<String, Integer> mounts, Map<Integer, DiskReader> slices) throws IOException {
        for (Map.Entry<String, Integer> mount : mounts.entrySet()) {
            DiskReader slice = slices.get(mount.getValue());
            if (slice != null && Ext4Reader.isExt(slice)) {
                addExt4(Ext4Reader.open(slice), mount.getKey());
            } else if (slice != null && FatReader.isFat(slice)) {
                addFat(FatReader.open(slice), mount.getKey());
            } else {
                missing.add(mount.getKey());
            }
        }
        for (DiskReader slice : slices.values()) {
            if (Ext4Reader.isExt(slice)) {
                Ext4Reader reader = Ext4Reader.open(slice);
                if (reader.info().label().equals(NodeDisk.PERSIST_LABEL)) {
                    addExt4(reader, PersistLayout.MOUNT_POINT);
                    return;
                }
            }
        }
        missing.add(PersistLayout.MOUNT_POINT);
    }

    private void addExt4(Ext4Reader reader, String mount) throws IOException {
        var firstNames = new HashMap<Integer, String>();
        var files = new ArrayList<Ext4File>();
        reader.walk(file -> {
            if (!file.path().equals(LOST_AND_FOUND) && !file.path().startsWith(LOST_AND_FOUND + "/")) {
                files.add(file);
                if (file.links() > 1 && file.type() != FileType.DIRECTORY) {
                    firstNames.merge(file.inode(), file.path(), (one, other) -> one.compareTo(other) < 0 ? one : other);
                }
            }
        });
        for (Ext4File file : files) {
            boolean furtherName =
                    !firstNames.getOrDefault(file.inode(), file.path()).equals(file.path());
            add(reader, file, join(mount, file.path()), furtherName);
        }
    }

    private void add(Ext4Reader reader, Ext4File file, String path, boolean furtherName) throws IOException {
        FileMetadata metadata = file.metadata();
        FileEntry entry = switch (file.type()) {
            case REGULAR ->
                new FileEntry(
                        path,
                        EntryType.FILE,
                        Optional.of(metadata),
                        file.size(),
                        "",
                        furtherName,
                        channel -> reader.copyTo(file, channel));
            case DIRECTORY -> RootReader.plain(path, EntryType.DIRECTORY, metadata, "", false);
            case SYMBOLIC_LINK -> RootReader.plain(path, EntryType.LINK, metadata, reader.target(file), furtherName);
            case CHARACTER_DEVICE, BLOCK_DEVICE -> {
                var number = reader.device(file);
                String type = file.type() == FileType.BLOCK_DEVICE ? "BLOCK" : "CHARACTER";
                yield RootReader.plain(
                        path,
                        EntryType.DEVICE,
                        metadata,
                        type + " " + number.major() + ":" + number.minor(),
                        furtherName);
            }
            case FIFO -> RootReader.plain(path, EntryType.FIFO, metadata, "", furtherName);
            case SOCKET -> RootReader.plain(path, EntryType.SOCKET, metadata, "", furtherName);
        };
        entries.put(path, entry);
        addText(entry, metadata);
    }

    /** FAT keeps neither owners nor modes. */
    private void addFat(FatReader reader, String mount) throws IOException {
        var files = new ArrayList<FatEntry>();
        reader.walk(files::add);
        for (FatEntry file : files) {
            String path = join(mount, file.path());
            Content content = file.directory() ? Content.NONE : channel -> copy(reader, file, channel);
            EntryType type = file.directory() ? EntryType.DIRECTORY : EntryType.FILE;
            var entry = new FileEntry(path, type, Optional.empty(), file.size(), "", false, content);
            entries.put(path, entry);
            addText(entry, FileMetadata.ofRoot(0700, Instant.EPOCH));
        }
    }

    private static void copy(FatReader reader, FatEntry file, WritableByteChannel channel) throws IOException {
        try (InputStream in = reader.open(file)) {
            OutputStream out = Channels.newOutputStream(channel);
            in.transferTo(out);
        }
    }

    private void addText(FileEntry entry, FileMetadata metadata) throws IOException {
        switch (entry.type()) {
            case DIRECTORY -> texts.add(new Directory(entry.path(), metadata));
            case LINK -> texts.add(new SymbolicLink(entry.path(), metadata, entry.target()));
            case FILE -> {
                if (isText(entry.path())) {
                    texts.add(new RegularFile(entry.path(), metadata, text(entry)));
                }
            }
            case DEVICE, FIFO, SOCKET -> {}
        }
    }

    private static boolean isText(String path) {
        return TEXTS.contains(path)
                || path.contains("systemd/system/")
                || path.startsWith("boot/") && path.endsWith("/grub.cfg");
    }

    private FileContent text(FileEntry entry) throws IOException {
        if (entry.size() > room) {
            throw new BuildException("Can't read /" + entry.path() + " on the disk: with it, the texts about packages,"
                    + " services, and accounts are larger than " + new DataSize(MAX_TEXT) + ".");
        }
        room -= entry.size();
        var bytes = new ByteArrayOutputStream((int) entry.size());
        entry.content().copyTo(Channels.newChannel(bytes));
        return FileContent.of(bytes.toByteArray());
    }

    private static String join(String mount, String path) {
        return mount.isEmpty() ? path : path.isEmpty() ? mount : mount + "/" + path;
    }
}
