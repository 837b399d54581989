package org.kubeos.kbimg.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.kubeos.testkit.Tool;

/** The example's outputs, built once for all tests by whoever runs them. */
final class BuiltImage {

    private static final Path DIRECTORY = Path.of("target/it/out").toAbsolutePath();
    private static final BuiltImage EXAMPLE = new BuiltImage();

    private BuiltImage() {
        delete(DIRECTORY);
        Product.run("create", "vm-image", "-f", Product.EXAMPLE.toString(), "-o", DIRECTORY.toString())
                .expectSuccess();
    }

    static BuiltImage example() {
        return EXAMPLE;
    }

    Path file(String name) {
        return DIRECTORY.resolve(name);
    }

    /** Partition {@code number} of the disk as a file of its own, made by qemu-img and dd. */
    static Path partition(Path rawDisk, int number, Path target) {
        String info = Tool.run("sgdisk", "-i", String.valueOf(number), rawDisk.toString())
                .expectSuccess()
                .text();
        long first = sector(info, "First sector: ");
        long count = sector(info, "Last sector: ") - first + 1;
        Tool.run(
                        "dd",
                        "if=" + rawDisk,
                        "of=" + target,
                        "bs=1M",
                        "iflag=skip_bytes,count_bytes",
                        "skip=" + first * 512,
                        "count=" + count * 512,
                        "conv=sparse")
                .expectSuccess();
        // dd leaves out zeros at the end, too.
        Tool.run("truncate", "--size=" + count * 512, target.toString()).expectSuccess();
        return target;
    }

    private static long sector(String info, String label) {
        return info.lines()
                .filter(line -> line.startsWith(label))
                .map(line -> line.substring(label.length()).split(" ")[0])
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }

    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
