package org.kubeos.kbimg.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.kubeos.testkit.Sfdisk;
import org.kubeos.testkit.Tool;

/** The example's outputs, built once for all tests by whoever runs them. */
final class BuiltImage {

    private static final Path DIRECTORY = Path.of("target/it/out").toAbsolutePath();
    /** Built when first asked for. */
    private static final class Example {
        static final BuiltImage IMAGE = new BuiltImage();
    }

    private BuiltImage() {
        delete(DIRECTORY);
        Product.run("create", "vm-image", "-f", Product.EXAMPLE.toString(), "-o", DIRECTORY.toString())
                .expectSuccess();
    }

    static BuiltImage example() {
        return Example.IMAGE;
    }

    Path file(String name) {
        return DIRECTORY.resolve(name);
    }

    /** Partition {@code number} of the disk as a file of its own, made by sfdisk and dd. */
    static Path partition(Path rawDisk, int number, Path target) {
        Map<String, String> partition = Sfdisk.read(rawDisk).partitions().get(number - 1);
        long start = bytes(partition, "start");
        long size = bytes(partition, "size");
        Tool.run(
                        "dd",
                        "if=" + rawDisk,
                        "of=" + target,
                        "bs=1M",
                        "iflag=skip_bytes,count_bytes",
                        "skip=" + start,
                        "count=" + size,
                        "conv=sparse")
                .expectSuccess();
        // dd leaves out zeros at the end, too.
        Tool.run("truncate", "--size=" + size, target.toString()).expectSuccess();
        return target;
    }

    /** A field of a partition, which sfdisk gives in sectors. */
    static long bytes(Map<String, String> partition, String field) {
        return 512 * Long.parseLong(partition.getOrDefault(field, ""));
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
