package org.kubeos.diskimage.ext4;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;

/** Trees of every type of file, with sizes around every boundary and names in many scripts; the same for the same seed. */
final class RandomTree {

    private static final List<String> NAMES = List.of(
            "etc", "Übung", "文件", "файл", "ملف", "नमस्ते", "😀", "a b", "-rf", "'\"$`", "%s", "…", "\u0001", "~");
    private static final int[] SIZES = {0, 1, 59, 60, 1023, 1024, 1025, 4095, 4096, 4097, 8192, 40_000};

    /** e2fsck takes later times, up to 2378, for earlier than 1970, which an old kernel once wrote like that. */
    private static final long LATEST = Instant.parse("2310-04-04T00:00:00Z").getEpochSecond();

    private final Random random;
    private final List<String> directories = new ArrayList<>(List.of(""));
    private final List<String> files = new ArrayList<>();
    private final Set<String> paths = new HashSet<>();

    private RandomTree(long seed) {
        random = new Random(seed);
    }

    static List<FileNode> of(long seed) {
        return new RandomTree(seed).nodes();
    }

    private List<FileNode> nodes() {
        var nodes = new ArrayList<FileNode>();
        int count = random.nextInt(60);
        // One tree in eight has a directory that must be hashed.
        int longNames = random.nextInt(8) == 0 ? 60 : 0;
        for (int i = 0; i < count + longNames; i++) {
            nodes.add(node(newPath(i >= count)));
        }
        return nodes;
    }

    private String newPath(boolean longName) {
        String parent = longName ? directories.getLast() : directories.get(random.nextInt(directories.size()));
        String name = NAMES.get(random.nextInt(NAMES.size())) + random.nextInt(1000);
        if (longName || random.nextInt(20) == 0) {
            name += "x".repeat(255 - name.getBytes(StandardCharsets.UTF_8).length);
        }
        String path = parent.isEmpty() ? name : parent + "/" + name;
        return paths.add(path) ? path : newPath(longName);
    }

    private FileNode node(String path) {
        int choice = random.nextInt(12);
        if (choice < 3) {
            directories.add(path);
            return new FileNode.Directory(path, metadata());
        }
        if (choice == 3 && !files.isEmpty()) {
            return new FileNode.HardLink(path, metadata(), files.get(random.nextInt(files.size())));
        }
        files.add(path);
        return switch (choice) {
            case 4, 5 ->
                new FileNode.SymbolicLink(
                        path, metadata(), "t".repeat(1 + random.nextInt(3) * 30 + random.nextInt(700)));
            case 6 -> new FileNode.Device(path, metadata(), type(), random.nextInt(4096), random.nextInt(1 << 20));
            case 7 -> new FileNode.Fifo(path, metadata());
            case 8 -> new FileNode.Socket(path, metadata());
            default -> new FileNode.RegularFile(path, metadata(), content());
        };
    }

    private FileNode.DeviceType type() {
        return random.nextBoolean() ? FileNode.DeviceType.BLOCK : FileNode.DeviceType.CHARACTER;
    }

    private FileContent content() {
        if (random.nextInt(4) == 0) {
            return sparse();
        }
        var bytes = new byte[SIZES[random.nextInt(SIZES.length)]];
        random.nextBytes(bytes);
        return FileContent.of(bytes);
    }

    private FileContent sparse() {
        var data = new ArrayList<FileContent.Extent>();
        long position = 0;
        int packed = 0;
        for (int i = random.nextInt(12); i > 0; i--) {
            position += 1 + random.nextInt(3) * 4096 + random.nextInt(100);
            int length = 1 + random.nextInt(6000);
            data.add(new FileContent.Extent(position, length));
            position += length;
            packed += length;
        }
        var bytes = new byte[packed];
        random.nextBytes(bytes);
        return FileContent.sparse(position + random.nextInt(20_000), data, FileContent.of(bytes));
    }

    private FileMetadata metadata() {
        Map<String, byte[]> xattrs = new HashMap<>();
        while (random.nextInt(3) == 0) {
            var value = new byte[random.nextInt(3) * 40 + random.nextInt(20)];
            random.nextBytes(value);
            String prefix = List.of("user.", "security.", "trusted.").get(random.nextInt(3));
            xattrs.put(prefix + "x".repeat(1 + random.nextInt(20)), value);
        }
        long seconds = random.nextInt(4) == 0 ? random.nextLong(LATEST) : 1_700_000_000 + random.nextInt(1000);
        return new FileMetadata(
                random.nextInt(010000),
                random.nextInt(3) * 40_000L,
                Integer.toUnsignedLong(random.nextInt()),
                Instant.ofEpochSecond(seconds, random.nextInt(1_000_000_000)),
                xattrs);
    }
}
