package org.kubeos.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a whole ext file system through debugfs. Names and link targets may hold anything but a newline. */
public final class Debugfs {

    /** Contents of larger files are not read. */
    public static final long MAX_CONTENT = 16 << 20;

    private static final String PROMPT = "debugfs: ";
    private static final Pattern LISTED = Pattern.compile("/(\\d+)/(\\d+)/-?\\d+/-?\\d+/(.+)/\\d*/");
    private static final Pattern XATTR = Pattern.compile("  (\\S+) \\((\\d+)\\).*");

    private Debugfs() {}

    /**
     * @param type as debugfs names it: regular, directory, symlink, character special, block special, FIFO, socket
     * @param links the link count
     * @param device major and minor number, such as {@code 8:1}; empty if it is no device
     * @param content of a regular file, target of a symbolic link; empty for others and for large files
     */
    public record Entry(
            int inode,
            String type,
            int mode,
            long uid,
            long gid,
            long size,
            int links,
            Instant modified,
            String device,
            Map<String, byte[]> xattrs,
            byte[] content) {}

    /** Every file by its path, without a leading slash; the root is the empty path. */
    public static SortedMap<String, Entry> tree(Path image) {
        return tree(image, 0);
    }

    /** The same for a file system that begins {@code offset} bytes after the start of the image. */
    public static SortedMap<String, Entry> tree(Path image, long offset) {
        String device = image + (offset == 0 ? "" : "?offset=" + offset);
        SortedMap<String, Integer> inodes = paths(device);
        Map<Integer, Entry> entries =
                entries(device, inodes.values().stream().distinct().toList());
        var tree = new TreeMap<String, Entry>();
        inodes.forEach((path, inode) -> tree.put(path, entries.get(inode)));
        return tree;
    }

    /** The names in one directory, in their order on disk, without {@code .} and {@code ..}. */
    public static List<String> names(Path image, String directory) {
        return run(image.toString(), List.of("ls -p " + directory)).getFirst().stream()
                .map(LISTED::matcher)
                .filter(Matcher::matches)
                .map(listed -> listed.group(3))
                .filter(name -> !name.matches("\\.\\.?"))
                .toList();
    }

    private static SortedMap<String, Integer> paths(String device) {
        var paths = new TreeMap<>(Map.of("", 2));
        Map<String, Integer> level = Map.of("", 2);
        while (!level.isEmpty()) {
            var next = new TreeMap<String, Integer>();
            List<Map.Entry<String, Integer>> directories = List.copyOf(level.entrySet());
            List<List<String>> answers = run(
                    device,
                    directories.stream()
                            .map(e -> "ls -p <" + e.getValue() + ">")
                            .toList());
            for (int i = 0; i < answers.size(); i++) {
                String parent = directories.get(i).getKey();
                for (String line : answers.get(i)) {
                    Matcher listed = LISTED.matcher(line);
                    if (listed.matches() && !listed.group(3).matches("\\.\\.?")) {
                        String path = (parent.isEmpty() ? "" : parent + "/") + listed.group(3);
                        paths.put(path, Integer.valueOf(listed.group(1)));
                        if (listed.group(2).startsWith("04")) {
                            next.put(path, Integer.valueOf(listed.group(1)));
                        }
                    }
                }
            }
            level = next;
        }
        return paths;
    }

    private static Map<Integer, Entry> entries(String device, List<Integer> inodes) {
        var stats = run(device, inodes.stream().map(i -> "stat <" + i + ">").toList());
        var lists = run(device, inodes.stream().map(i -> "ea_list <" + i + ">").toList());
        try (Scratch scratch = Scratch.create()) {
            var dumps = new ArrayList<String>();
            for (int i = 0; i < inodes.size(); i++) {
                int inode = inodes.get(i);
                dumps.add("dump <" + inode + "> " + scratch.file(inode + ".data"));
                for (String name : xattrNames(lists.get(i))) {
                    dumps.add("ea_get -f " + scratch.file(inode + "." + name) + " <" + inode + "> " + name);
                }
            }
            run(device, wanted(dumps, inodes, stats));
            var entries = new HashMap<Integer, Entry>();
            for (int i = 0; i < inodes.size(); i++) {
                entries.put(inodes.get(i), entry(inodes.get(i), stats.get(i), xattrNames(lists.get(i)), scratch));
            }
            return entries;
        }
    }

    /** Leaves out the dumps of what has no contents, or too much of it. */
    private static List<String> wanted(List<String> dumps, List<Integer> inodes, List<List<String>> stats) {
        var without = new ArrayList<String>();
        for (int i = 0; i < inodes.size(); i++) {
            String stat = String.join("\n", stats.get(i));
            boolean hasContent = stat.contains("Type: regular") || stat.contains("Type: symlink");
            if (!hasContent || stat.contains("Fast link dest") || number(stat, "Size: ", 10) > MAX_CONTENT) {
                without.add("dump <" + inodes.get(i) + "> ");
            }
        }
        return dumps.stream()
                .filter(dump -> without.stream().noneMatch(dump::startsWith))
                .toList();
    }

    private static Entry entry(int inode, List<String> lines, List<String> xattrNames, Scratch scratch) {
        String stat = String.join("\n", lines);
        var xattrs = new TreeMap<String, byte[]>();
        for (String name : xattrNames) {
            byte[] value = read(scratch.file(inode + "." + name));
            xattrs.put(name, name.startsWith("system.posix_acl_") ? withoutIds(value) : value);
        }
        Matcher fast = Pattern.compile("Fast link dest: \"(.*)\"").matcher(stat);
        Matcher device = Pattern.compile("major/minor number: (\\d+:\\d+)").matcher(stat);
        return new Entry(
                inode,
                match(stat, "Type: (.*?)\\s+Mode:"),
                Integer.parseInt(match(stat, "Mode:\\s+(\\d+)"), 8),
                number(stat, "User:", 10) & 0xFFFF_FFFFL,
                number(stat, "Group:", 10) & 0xFFFF_FFFFL,
                number(stat, "Size:", 10),
                (int) number(stat, "Links:", 10),
                modified(stat),
                device.find() ? device.group(1).replaceAll("\\b0+(?=\\d)", "") : "",
                xattrs,
                fast.find() ? fast.group(1).getBytes(StandardCharsets.UTF_8) : read(scratch.file(inode + ".data")));
    }

    /** debugfs gives access control entries that name nobody the id 0, where the kernel gives -1. */
    private static byte[] withoutIds(byte[] acl) {
        for (int entry = 4; entry < acl.length; entry += 8) {
            if (acl[entry] != 0x02 && acl[entry] != 0x08) {
                Arrays.fill(acl, entry + 4, entry + 8, (byte) -1);
            }
        }
        return acl;
    }

    private static Instant modified(String stat) {
        Matcher time = Pattern.compile("mtime: 0x([0-9a-f]+):([0-9a-f]+)").matcher(stat);
        if (!time.find()) {
            throw new AssertionError("no time in:\n" + stat);
        }
        long extra = Long.parseLong(time.group(2), 16);
        return Instant.ofEpochSecond((int) Long.parseLong(time.group(1), 16) + ((extra & 3) << 32), extra >> 2);
    }

    private static List<String> xattrNames(List<String> listing) {
        return listing.stream()
                .map(XATTR::matcher)
                .filter(Matcher::matches)
                .map(m -> m.group(1))
                .toList();
    }

    private static long number(String stat, String label, int radix) {
        return Long.parseLong(match(stat, label + "\\s*(-?\\d+)"), radix);
    }

    private static String match(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in:\n" + text);
        }
        return matcher.group(1);
    }

    /** Runs commands in one debugfs, and returns the lines that each printed. */
    private static List<List<String>> run(String device, List<String> commands) {
        try (Scratch scratch = Scratch.create()) {
            Path file = Files.write(scratch.file("commands"), commands);
            var answers = new ArrayList<List<String>>();
            for (String line :
                    Tool.run("debugfs", "-f", file.toString(), device).lines()) {
                if (answers.size() < commands.size() && line.equals(PROMPT + commands.get(answers.size()))) {
                    answers.add(new ArrayList<>());
                } else if (!answers.isEmpty()) {
                    answers.getLast().add(line);
                }
            }
            if (answers.size() != commands.size()) {
                throw new AssertionError("debugfs answered " + answers.size() + " of " + commands.size() + " commands");
            }
            return answers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
