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

/** The outputs of the examples, built once for all tests by whoever runs them. */
final class BuiltImage {

    private final Path directory;
    private final String log;

    private BuiltImage(Path config, String name) {
        directory = Path.of("target/it", name).toAbsolutePath();
        delete(directory);
        log = Product.run("create", "vm-image", "-f", config.toString(), "-o", directory.toString())
                .expectSuccess()
                .text();
    }

    /** Built by whoever needs it first. */
    private static final class Example {
        private static final BuiltImage IMAGE = new BuiltImage(Product.EXAMPLE, "out");
    }

    private static final class Full {
        private static final BuiltImage IMAGE = new BuiltImage(Product.EXAMPLE.resolveSibling("full.yaml"), "full");
    }

    private static final class Bios {
        private static final BuiltImage IMAGE = new BuiltImage(biosConfig(), "bios");
    }

    /** The smallest example's. */
    static BuiltImage example() {
        return Example.IMAGE;
    }

    /** Those of the example that uses every feature. */
    static BuiltImage full() {
        return Full.IMAGE;
    }

    /** Those of the smallest example, for a legacy BIOS. */
    static BuiltImage bios() {
        return Bios.IMAGE;
    }

    /** Its config, in a file beside the outputs of all. */
    static Path biosConfig() {
        try {
            return Files.writeString(
                    Files.createDirectories(Path.of("target/it").toAbsolutePath())
                            .resolve("bios.yaml"),
                    Files.readString(Product.EXAMPLE) + "firmware: bios\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What kbimg printed while it built. */
    String log() {
        return log;
    }

    Path file(String name) {
        return directory.resolve(name);
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
