package org.kubeos.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.oci.layer.Layer;
import org.kubeos.process.ApplicationName;

/** Small images with any files in their layers. */
public final class Images {

    public static final ApplicationName APPLICATION = new ApplicationName("tester");
    public static final Instant DATE = Instant.parse("2026-01-01T00:00:00Z");
    public static final Platform AMD64 = Platform.linux("amd64");

    private Images() {}

    public static FileNode file(String path, byte[] content) {
        return new FileNode.RegularFile(path, FileMetadata.ofRoot(0644, DATE), FileContent.of(content));
    }

    public static FileNode link(String path, String target) {
        return new FileNode.SymbolicLink(path, FileMetadata.ofRoot(0777, DATE), target);
    }

    /** @param layers the lowest first */
    @SafeVarargs
    public static Image of(Path directory, Platform platform, Compression compression, List<FileNode>... layers)
            throws IOException {
        var written = new ArrayList<Layer>();
        for (List<FileNode> nodes : layers) {
            written.add(Layer.write(nodes, compression, Files.createTempFile(directory, "layer", "")));
        }
        var labels = new TreeMap<String, String>();
        labels.put("org.opencontainers.image.version", "v1");
        var configuration = new ImageConfiguration(
                platform,
                DATE,
                ExecutionConfig.ofCommand("/bin/sh"),
                labels,
                written.stream().map(Layer::diffId).toList());
        return Image.of(
                APPLICATION, configuration, written.stream().map(Layer::blob).toList(), labels);
    }

    /** Everything of it, as a layout takes it. */
    public static List<Blob> content(Image image) {
        var blobs = new ArrayList<>(image.blobs());
        blobs.add(image.manifest());
        return blobs;
    }
}
