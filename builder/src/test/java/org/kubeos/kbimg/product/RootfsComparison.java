package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.testkit.Debugfs;
import org.kubeos.testkit.GnuTar;
import org.kubeos.testkit.Tool;

/** Compares a rootfs archive, as GNU tar lists it, with an ext4 file system, as debugfs reads it. */
final class RootfsComparison {

    /** Mode, owner, size or device, time, name and what it links to, of {@code tar -tvv --full-time}. */
    private static final Pattern LISTED = Pattern.compile(
            "(?<type>[-dlhcbps])(?<mode>[-rwxsStT]{9})[*+.]? +(?<uid>\\d+)/(?<gid>\\d+) +(?<size>\\d+(?:,\\d+)?)"
                    + " (?<time>\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?) (?<name>.*)");

    private static final Pattern XATTR = Pattern.compile("  x: *\\d+ (.*)");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss[.SSSSSSSSS]");

    private RootfsComparison() {}

    /**
     * Fails unless the file system holds just the archive's files, with their contents; those below other mount points
     * are left out.
     */
    static void expectSame(Path archive, Path fileSystem, Path scratch) throws IOException {
        SortedMap<String, Debugfs.Entry> tree = Debugfs.tree(fileSystem);
        tree.remove("lost+found"); // made by every ext4 file system for itself
        assertThat(described(tree)).hasSizeGreaterThan(1000).containsExactlyEntriesOf(ofArchive(archive));

        Path extracted = Files.createDirectory(scratch.resolve("extracted"));
        // Devices can't be made by an ordinary user; their numbers were compared above.
        Tool.run("tar", "-xf", archive.toString(), "-C", extracted.toString(), "--no-same-owner", "--exclude=dev/*")
                .expectSuccess();
        for (var file : tree.entrySet()) {
            if (file.getValue().type().equals("regular")) {
                expectContent(extracted.resolve(file.getKey()), file.getKey(), file.getValue(), fileSystem);
            }
        }
    }

    private static void expectContent(Path expected, String path, Debugfs.Entry entry, Path fileSystem)
            throws IOException {
        if (entry.size() <= Debugfs.MAX_CONTENT) {
            assertThat(entry.content()).as(path).isEqualTo(Files.readAllBytes(expected));
            return;
        }
        Path dump = expected.resolveSibling(expected.getFileName() + ".dump");
        Tool.run("debugfs", "-R", "dump \"/" + path + "\" " + dump, fileSystem.toString())
                .expectSuccess();
        Tool.run("cmp", expected.toString(), dump.toString()).expectSuccess();
    }

    private static SortedMap<String, String> ofArchive(Path archive) {
        var files = new TreeMap<String, String>();
        var hardLinks = new HashMap<String, String>();
        String path = "";
        for (String line : GnuTar.list(archive)) {
            Matcher listed = LISTED.matcher(line);
            Matcher xattr = XATTR.matcher(line);
            if (listed.matches()) {
                String[] name = listed.group("name").split(" -> | link to ", 2);
                path = name[0].replaceFirst("^\\./", "").replaceFirst("/$", "");
                if (listed.group("type").equals("h")) {
                    hardLinks.put(path, name[1].replaceFirst("^\\./", ""));
                } else {
                    files.put(path, describe(listed, name));
                }
            } else if (xattr.matches()) {
                files.merge(path, " " + xattr.group(1), String::concat);
            }
        }
        hardLinks.forEach((link, target) -> files.put(link, files.get(target)));
        files.keySet().removeIf(file -> file.startsWith("boot/efi/") || file.startsWith("persist/"));
        return files;
    }

    private static String describe(Matcher listed, String[] name) {
        String type = listed.group("type");
        String size = type.matches("[-cb]") ? listed.group("size").replace(',', ':') : "";
        return type
                + " "
                + Integer.toOctalString(mode(listed.group("mode")))
                + " " + listed.group("uid") + ":" + listed.group("gid")
                + " " + size
                + " " + LocalDateTime.parse(listed.group("time"), TIME).toInstant(ZoneOffset.UTC)
                + (type.equals("l") ? " -> " + name[1] : "");
    }

    private static SortedMap<String, String> described(SortedMap<String, Debugfs.Entry> tree) {
        var files = new TreeMap<String, String>();
        tree.forEach((path, entry) -> files.put(path, describe(entry)));
        return files;
    }

    private static String describe(Debugfs.Entry entry) {
        String type = Map.of(
                        "regular",
                        "-",
                        "directory",
                        "d",
                        "symlink",
                        "l",
                        "character special",
                        "c",
                        "block special",
                        "b",
                        "FIFO",
                        "p",
                        "socket",
                        "s")
                .get(entry.type());
        String size = type.equals("-") ? String.valueOf(entry.size()) : entry.device();
        String target = type.equals("l") ? " -> " + new String(entry.content(), StandardCharsets.UTF_8) : "";
        return type
                + " "
                + Integer.toOctalString(entry.mode())
                + " " + entry.uid() + ":" + entry.gid()
                + " " + size
                + " " + entry.modified()
                + target
                + entry.xattrs().keySet().stream().map(name -> " " + name).reduce("", String::concat);
    }

    /** The bits of {@code rwsr-xr-t}. */
    private static int mode(String letters) {
        int mode = 0;
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            if (letter != '-' && letter != 'S' && letter != 'T') {
                mode |= 0400 >> i;
            }
            if (List.of('s', 'S', 't', 'T').contains(letter)) {
                mode |= 04000 >> i / 3;
            }
        }
        return mode;
    }
}
