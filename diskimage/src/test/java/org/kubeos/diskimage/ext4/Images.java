package org.kubeos.diskimage.ext4;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.CRC32;
import org.kubeos.diskimage.raw.RawWriter;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.testkit.Debugfs;

/** Makes images of lists of nodes, and compares them with what debugfs sees. */
final class Images {

    static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
    static final UUID ID = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    static final Ext4Options OPTIONS = Ext4Options.of(ID, TIME);
    static final long MIB = 1 << 20;

    private Images() {}

    static void write(Path image, long size, Ext4Options options, List<? extends FileNode> nodes) throws IOException {
        try (var disk = RawWriter.create(image, size);
                var fs = Ext4Writer.create(disk, options)) {
            for (FileNode node : nodes) {
                fs.add(node);
            }
            fs.finish();
        }
    }

    static FileMetadata meta(int mode) {
        return FileMetadata.ofRoot(mode, TIME);
    }

    static String fill(String start, int length) {
        return start + "x".repeat(length - start.length());
    }

    static int crc32(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** What a file should look like, as debugfs tells it; inode and link count stand for hard links. */
    private record Seen(
            String type, int mode, long uid, long gid, Instant time, String device, Map<String, String> xattrs) {}

    static void expectSame(Path image, Ext4Options options, List<? extends FileNode> nodes) throws IOException {
        SortedMap<String, FileNode> expected = expected(options, nodes);
        SortedMap<String, Debugfs.Entry> actual = Debugfs.tree(image);
        assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
        var linkedTo = new HashMap<Integer, List<String>>();
        for (var file : expected.entrySet()) {
            Debugfs.Entry entry = actual.get(file.getKey());
            FileNode node = resolve(file.getValue(), expected);
            assertThat(seen(entry)).as(file.getKey()).isEqualTo(seen(node));
            expectContent(file.getKey(), entry, node);
            if (!(node instanceof FileNode.Directory)) {
                linkedTo.computeIfAbsent(entry.inode(), _ -> new ArrayList<>()).add(node.path());
                assertThat(file.getValue() instanceof FileNode.HardLink
                                || node.path().equals(file.getKey()))
                        .isTrue();
            }
        }
        // Names that share an inode are one file and its hard links.
        linkedTo.forEach((inode, paths) -> assertThat(paths.stream().distinct()).hasSize(1));
        for (Debugfs.Entry entry : actual.values()) {
            if (!entry.type().equals("directory")) {
                assertThat(entry.links()).isEqualTo(linkedTo.get(entry.inode()).size());
            }
        }
    }

    private static FileNode resolve(FileNode node, Map<String, FileNode> all) {
        FileNode found = node;
        while (found instanceof FileNode.HardLink link) {
            found = all.get(link.target());
        }
        return found;
    }

    private static SortedMap<String, FileNode> expected(Ext4Options options, List<? extends FileNode> nodes) {
        var expected = new TreeMap<String, FileNode>();
        expected.put("", new FileNode.Directory("", options.root()));
        expected.put(
                "lost+found", new FileNode.Directory("lost+found", FileMetadata.ofRoot(0700, options.timestamp())));
        for (FileNode node : nodes) {
            for (String up = FilePath.parent(node.path()); !up.isEmpty(); up = FilePath.parent(up)) {
                expected.putIfAbsent(up, new FileNode.Directory(up, FileMetadata.ofRoot(0755, options.timestamp())));
            }
            expected.put(node.path(), node);
        }
        return expected;
    }

    private static Seen seen(Debugfs.Entry entry) {
        return new Seen(
                entry.type(),
                entry.mode(),
                entry.uid(),
                entry.gid(),
                entry.modified(),
                entry.device(),
                text(entry.xattrs()));
    }

    private static Seen seen(FileNode node) {
        FileMetadata m = node.metadata();
        String type = switch (node) {
            case FileNode.Directory _ -> "directory";
            case FileNode.RegularFile _ -> "regular";
            case FileNode.SymbolicLink _ -> "symlink";
            case FileNode.Fifo _ -> "FIFO";
            case FileNode.Socket _ -> "socket";
            case FileNode.HardLink _ -> "hard link";
            case FileNode.Device d -> d.type() == FileNode.DeviceType.BLOCK ? "block special" : "character special";
        };
        String device = node instanceof FileNode.Device d ? d.major() + ":" + d.minor() : "";
        return new Seen(type, m.mode(), m.uid(), m.gid(), m.modified(), device, text(m.xattrs()));
    }

    private static Map<String, String> text(Map<String, byte[]> xattrs) {
        var text = new TreeMap<String, String>();
        xattrs.forEach((name, value) -> text.put(name, new String(value, StandardCharsets.ISO_8859_1)));
        return text;
    }

    private static void expectContent(String path, Debugfs.Entry entry, FileNode node) throws IOException {
        if (node instanceof FileNode.SymbolicLink link) {
            assertThat(new String(entry.content(), StandardCharsets.UTF_8))
                    .as(path)
                    .isEqualTo(link.target());
        } else if (node instanceof FileNode.RegularFile file) {
            assertThat(entry.size()).as(path).isEqualTo(file.content().size());
            if (entry.size() <= Debugfs.MAX_CONTENT) {
                var bytes = new ByteArrayOutputStream();
                if (entry.size() > 0) {
                    file.content().copyTo(Channels.newChannel(bytes), 0, entry.size());
                }
                assertThat(entry.content()).as(path).isEqualTo(bytes.toByteArray());
            }
        }
    }
}
