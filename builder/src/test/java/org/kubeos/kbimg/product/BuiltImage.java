package org.kubeos.kbimg.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.kubeos.testkit.Sfdisk;
import org.kubeos.testkit.Tool;
import org.kubeos.testkit.WebDirectory;
import org.kubeos.testkit.rpm.RpmRepository;

/** The outputs of the examples, built once for all tests by whoever needs them first; see {@link SharedOutputs}. */
final class BuiltImage {

    /** Without update.img, which only the smallest example's tests look at. */
    private static final String DISK_AND_ARCHIVE = "--only=system.qcow2,kubeos.tar";

    private final Path directory;
    private final String log;

    private BuiltImage(String config, String name, Path cache, String... options) {
        directory = SharedOutputs.directory(name);
        delete(directory);
        var command = new ArrayList<>(List.of("create", "vm-image", "-o", directory.toString(), "-f"));
        command.add(Product.EXAMPLE.resolveSibling(config).toString());
        command.addAll(List.of(options));
        log = Product.runWithCache(cache, command.toArray(String[]::new))
                .expectSuccess()
                .text();
    }

    /** Of Debian packages, with a base that no other build needs and that is not kept. */
    private static BuiltImage ofOwnBase(String config, String name) {
        Path cache = Path.of("target/it", name + "-cache").toAbsolutePath();
        try {
            Tool.run("rm", "-rf", cache.toString()).expectSuccess();
            return new BuiltImage(config, name, Product.cacheOfBases(cache), DISK_AND_ARCHIVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Tool.run("rm", "-rf", cache.toString());
        }
    }

    private static final class Example {
        private static final BuiltImage IMAGE =
                new BuiltImage("debian-minimal.yaml", SharedOutputs.EXAMPLE, Product.CACHE);
    }

    private static final class Full {
        private static final BuiltImage IMAGE = ofOwnBase("full.yaml", SharedOutputs.FULL);
    }

    private static final class FullOpenEuler {
        private static final BuiltImage IMAGE = fromRpms();

        private static BuiltImage fromRpms() {
            var repository =
                    RpmRepository.fixture(Path.of("target/it/rpm-fixture").toAbsolutePath());
            try (var web = WebDirectory.serve(repository.directory())) {
                return new BuiltImage(
                        "full-openeuler.yaml",
                        SharedOutputs.FULL_OPENEULER,
                        Product.CACHE,
                        DISK_AND_ARCHIVE,
                        "--set",
                        "source.repository=[{name: openeuler, url: '%s', key: '%s'}]"
                                .formatted(web.url(), repository.key()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Written once: another test may be reading it. */
    private static final class BiosConfig {
        private static final Path FILE = write();

        private static Path write() {
            try {
                return Files.writeString(
                        Files.createDirectories(Path.of("target/it").toAbsolutePath())
                                .resolve("bios.yaml"),
                        Files.readString(Product.EXAMPLE) + "firmware: bios\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Bios {
        private static final BuiltImage IMAGE = ofOwnBase(BiosConfig.FILE.toString(), SharedOutputs.BIOS);
    }

    /** The smallest example's. */
    static BuiltImage example() {
        return Example.IMAGE;
    }

    /** Those of the example that uses every feature, without update.img. */
    static BuiltImage full() {
        return Full.IMAGE;
    }

    /** Those of the smallest example, for a legacy BIOS, without update.img. */
    static BuiltImage bios() {
        return Bios.IMAGE;
    }

    /** Its config, in a file beside the outputs of all. */
    static Path biosConfig() {
        return BiosConfig.FILE;
    }

    /** Those of its variant for openEuler and a legacy BIOS, from the repository of the testkit; without update.img. */
    static BuiltImage fullOpenEuler() {
        return FullOpenEuler.IMAGE;
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
