package org.kubeos.diskimage.tar;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.testkit.Tool;

/** All that can be known of each file, as text by path, of nodes and of a directory of the host alike. */
final class TreeDescription {

    private TreeDescription() {}

    static SortedMap<String, String> of(List<FileNode> nodes) throws IOException {
        SortedMap<String, String> described = new TreeMap<>();
        for (FileNode node : nodes) {
            FileMetadata metadata = node.metadata();
            String common = metadata(metadata.mode(), metadata.uid(), metadata.gid(), metadata.modified());
            String xattrs = new TreeMap<>(metadata.xattrs())
                    .entrySet().stream()
                            .map(xattr -> " " + xattr.getKey() + "=0x"
                                    + HexFormat.of().formatHex(xattr.getValue()))
                            .collect(Collectors.joining());
            String description = switch (node) {
                case FileNode.Directory _ -> "directory" + common + xattrs;
                case FileNode.RegularFile file -> "file" + common + xattrs + contents(bytes(file.content()));
                case FileNode.SymbolicLink link -> "link" + common + " -> " + link.target();
                case FileNode.HardLink link -> described.get(link.target());
                case FileNode.Fifo _ -> "fifo" + common;
                case FileNode.Socket _ -> "socket";
                case FileNode.Device device ->
                    (device.type() == FileNode.DeviceType.BLOCK ? "block" : "character")
                            + common
                            + " "
                            + device.major()
                            + ":"
                            + device.minor();
            };
            described.put(node.path(), description);
        }
        return described;
    }

    static SortedMap<String, String> of(Path directory) throws IOException {
        SortedMap<String, String> described = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                described.put(directory.relativize(file).toString(), describe(file));
            }
        }
        return described;
    }

    private static String describe(Path file) throws IOException {
        Map<String, Object> unix =
                Files.readAttributes(file, "unix:mode,uid,gid,lastModifiedTime,rdev", LinkOption.NOFOLLOW_LINKS);
        int mode = (Integer) unix.get("mode");
        String common = metadata(
                mode & 07777,
                (Integer) unix.get("uid"),
                (Integer) unix.get("gid"),
                ((FileTime) unix.get("lastModifiedTime")).toInstant());
        long device = (Long) unix.get("rdev");
        return switch (mode >> 12) {
            case 4 -> "directory" + common + xattrs(file);
            case 8 -> "file" + common + xattrs(file) + contents(Files.readAllBytes(file));
            case 10 -> "link" + common + " -> " + Files.readSymbolicLink(file);
            case 1 -> "fifo" + common;
            case 6 -> "block" + common + " " + (device >> 8) + ":" + (device & 0xFF);
            case 2 -> "character" + common + " " + (device >> 8) + ":" + (device & 0xFF);
            default -> "unknown";
        };
    }

    static byte[] bytes(FileContent content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        content.copyTo(Channels.newChannel(bytes), 0, content.size());
        return bytes.toByteArray();
    }

    private static String metadata(int mode, long uid, long gid, Instant modified) {
        return " %o %d:%d %s".formatted(mode, uid, gid, modified);
    }

    private static String contents(byte[] bytes) {
        return " %d bytes, hash %x".formatted(bytes.length, Arrays.hashCode(bytes));
    }

    private static String xattrs(Path file) {
        return Tool.run("getfattr", "--absolute-names", "-d", "-m", "-", "-e", "hex", file.toString())
                .expectSuccess()
                .lines()
                .stream()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> " " + line.replace("\\075", "="))
                .sorted()
                .collect(Collectors.joining());
    }
}
