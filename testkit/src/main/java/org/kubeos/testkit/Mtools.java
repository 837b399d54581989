package org.kubeos.testkit;

import java.nio.file.Path;

/** mtools: FAT file systems without a kernel. Names within a file system are written {@code ::/EFI/BOOT}. */
public final class Mtools {

    private Mtools() {}

    /** Copies the whole tree of {@code image}, with modification times, into {@code directory}, which must be there. */
    public static void extract(Path image, Path directory) {
        Tool.run("mcopy", "-s", "-n", "-m", "-i", image.toString(), "::/", directory.toString())
                .expectSuccess();
    }

    /** Copies a file or directory of the host, with modification times, to {@code target} in {@code image}. */
    public static void insert(Path image, Path source, String target) {
        Tool.run("mcopy", "-s", "-m", "-i", image.toString(), source.toString(), target)
                .expectSuccess();
    }

    /** What {@code mdir -/ -a} prints: volume label, every directory with short and long names, sizes, free bytes. */
    public static String list(Path image) {
        return Tool.run("mdir", "-/", "-a", "-i", image.toString(), "::/")
                .expectSuccess()
                .text();
    }

    /** The clusters of a file, in its order, as ranges: {@code <3-17>}. */
    public static String clusters(Path image, String path) {
        String text = Tool.run("mshowfat", "-i", image.toString(), "::/" + path)
                .expectSuccess()
                .text();
        return text.substring(text.indexOf('<')).strip();
    }

    /** What {@code minfo} prints: the fields of the boot sector and of FSInfo. */
    public static String info(Path image) {
        return Tool.run("minfo", "-i", image.toString(), "::").expectSuccess().text();
    }
}
