package org.kubeos.testkit;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;

/** GRUB's file system drivers, which a boot loader reads our disks with, on an image that is one file system. */
public final class GrubFstest {

    private GrubFstest() {}

    /** Fails unless GRUB finds the same bytes as in {@code directory} in each regular file that both have, at any depth. */
    public static void expectSameContents(Path image, Path directory) {
        Tool.Result result = Tool.run("grub-fstest", image.toString(), "cmp", "(loop0)/", directory.toString())
                .expectSuccess();
        if (result.output().length > 0) {
            throw new AssertionError("grub-fstest " + image + " cmp:\n" + result.text());
        }
    }

    /**
     * Fails unless GRUB lists just {@code names} in a directory; those of directories end with a slash. Upper and lower case
     * count as the same, because GRUB writes FAT's short names small.
     */
    public static void expectNames(Path image, String directory, Collection<String> names) {
        String listed = Tool.run("grub-fstest", "--", image.toString(), "ls", "-a", "(loop0)/" + directory)
                .expectSuccess()
                .text();
        String text = (" " + listed.stripTrailing().replaceFirst("^\\./ \\.\\./ ?", "") + " ").toLowerCase(Locale.ROOT);
        // Names are apart by a space, and may have spaces: each must be there, and nothing more.
        if (names.stream().anyMatch(name -> !text.contains(" " + name.toLowerCase(Locale.ROOT) + " "))
                || text.length() - 2
                        != String.join(" ", names).toLowerCase(Locale.ROOT).length()) {
            throw new AssertionError("GRUB lists /" + directory + " of " + image + " as:" + text + "\nnot: " + names);
        }
    }

    /** CRC-32 of {@code count} bytes of a file, from {@code position} on. */
    public static int crc32(Path image, String path, long position, long count) {
        String printed = Tool.run(
                        "grub-fstest",
                        "--skip=" + position,
                        "--length=" + count,
                        image.toString(),
                        "crc",
                        "(loop0)/" + path)
                .expectSuccess()
                .text();
        return Integer.parseUnsignedInt(printed.strip(), 16);
    }
}
