package org.kubeos.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.oci.Compression;
import org.kubeos.oci.layer.Layer;

/** An upgrade image's layer against gzip and zstd at the same level. Started by {@code bench/layer}. */
final class LayerBench {

    private static final int ROUNDS = 5;

    private LayerBench() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Path archive = Path.of(arguments[1]);
        Path layer = directory.resolve("layer");
        System.out.println("Layer of " + (Files.size(archive) >> 20) + " MiB");
        System.out.println();
        var commands = new Commands(directory);
        new Contest(layer)
                .add("`gzip -6 -c`", () -> commands.run("gzip", "-6", "-c", archive.toString()))
                .add("kbimg: layer, gzip", () -> write(archive, Compression.GZIP, layer))
                .add("`zstd -3`", () -> commands.run("zstd", "-q", "-3", "-o", layer.toString(), archive.toString()))
                .add("kbimg: layer, zstd", () -> write(archive, Compression.ZSTD, layer))
                .run(ROUNDS)
                .print();
        Files.deleteIfExists(directory.resolve("bench.log"));
        Files.deleteIfExists(layer);
    }

    /** With both digests of the layer, which gzip doesn't make. */
    private static void write(Path archive, Compression compression, Path layer) throws IOException {
        try (var content = FileChannel.open(archive)) {
            var osTar = new FileNode.RegularFile(
                    "os.tar", FileMetadata.ofRoot(0644, Instant.EPOCH), FileContent.of(content, 0, content.size()));
            Layer.write(List.of(osTar), compression, layer);
        }
    }
}
