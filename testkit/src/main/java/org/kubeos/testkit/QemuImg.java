package org.kubeos.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** qemu-img as the judge of disk images. */
public final class QemuImg {

    private QemuImg() {}

    /** Fails unless {@code qemu-img check} finds neither errors nor leaked clusters. */
    public static void check(Path image) {
        Tool.run("qemu-img", "check", image.toString()).expectSuccess();
    }

    /** Fails unless both images show the same contents. Formats are named, never guessed. */
    public static void compare(Path image, String format, Path other, String otherFormat) {
        Tool.run("qemu-img", "compare", "-f", format, "-F", otherFormat, image.toString(), other.toString())
                .expectSuccess();
    }

    /** What {@code qemu-img info} says of an image, as JSON. */
    public static String info(Path image, String format) {
        return Tool.run("qemu-img", "info", "--output=json", "-f", format, image.toString())
                .expectSuccess()
                .text();
    }

    /** Converts a raw image. {@code options} go before the file names: {@code -c}, {@code -o compression_type=zstd}. */
    public static void convertFromRaw(Path raw, Path image, String format, String... options) {
        List<String> command = new ArrayList<>(List.of("qemu-img", "convert", "-f", "raw", "-O", format));
        command.addAll(List.of(options));
        command.addAll(List.of(raw.toString(), image.toString()));
        Tool.run(command, new byte[0]).expectSuccess();
    }

    /** Makes an empty image of a given size. */
    public static void create(Path image, String format, long size, String... options) {
        List<String> command = new ArrayList<>(List.of("qemu-img", "create", "-q", "-f", format));
        command.addAll(List.of(options));
        command.addAll(List.of(image.toString(), Long.toString(size)));
        Tool.run(command, new byte[0]).expectSuccess();
    }
}
