package org.kubeos.oci.layout;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.kubeos.diskimage.tar.TarWriter;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageIndex;
import org.kubeos.oci.json.Json;

/**
 * Writes an image as a tar archive that {@code docker load} and {@code podman load} take. It is an image layout with Docker's
 * own {@code manifest.json} beside the index, as {@code docker save} has made it since version 25. Source: Docker Image
 * Specification 1.2, "Combined Image JSON + Filesystem Changeset Format".
 */
public final class DockerArchiveWriter {

    static final String MANIFEST = "manifest.json";

    private final TarWriter tar;
    private final Instant date;

    private DockerArchiveWriter(TarWriter tar, Instant date) {
        this.tar = tar;
        this.date = date;
    }

    /**
     * @param names of the image, at least one: {@code registry.example.org/kubeos:v1}
     * @param tag in the image layout
     */
    public static void write(Image image, List<String> names, String tag, Instant date, Path file) throws IOException {
        try (TarWriter tar = TarWriter.create(file)) {
            new DockerArchiveWriter(tar, date).write(image, names, tag);
        }
    }

    private void write(Image image, List<String> names, String tag) throws IOException {
        ImageIndex index = LayoutFormat.of(image.manifest().descriptor(), tag, names.getFirst());
        add(LayoutFormat.MARKER, LayoutFormat.MARKER_TEXT);
        add(LayoutFormat.INDEX, index.encode().content());
        add(MANIFEST, dockerManifest(image, names));
        directory("blobs");
        directory(LayoutFormat.BLOBS);
        var blobs = new ArrayList<>(image.blobs());
        blobs.add(image.manifest());
        for (Blob blob : blobs) {
            try (var in = Channels.newChannel(blob.open(0))) {
                long size = blob.descriptor().size();
                file(LayoutFormat.blob(blob.descriptor().digest()), FileContent.ofStream(in, size));
            }
        }
    }

    private static byte[] dockerManifest(Image image, List<String> names) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("Config", LayoutFormat.blob(image.config().descriptor().digest()));
        entry.put("RepoTags", names);
        entry.put(
                "Layers",
                image.layers().stream()
                        .map(layer -> LayoutFormat.blob(layer.descriptor().digest()))
                        .toList());
        return Json.encode(List.of(entry));
    }

    private void add(String name, byte[] content) throws IOException {
        file(name, FileContent.of(content));
    }

    private void file(String name, FileContent content) throws IOException {
        tar.write(new FileNode.RegularFile(name, FileMetadata.ofRoot(0644, date), content));
    }

    private void directory(String name) throws IOException {
        tar.write(new FileNode.Directory(name, FileMetadata.ofRoot(0755, date)));
    }
}
