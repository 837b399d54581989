package org.kubeos.oci.layout;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ImageManifest;
import org.kubeos.oci.ImageStore;
import org.kubeos.oci.MediaTypes;
import org.kubeos.oci.OciException;
import org.kubeos.oci.internal.JsonDocument;

/**
 * Reads an image that {@code docker save} wrote. Docker's own format has file names in place of digests, so a manifest is
 * generated from the digests of the files. The image's config has the digests of the unpacked layers, which verify it.
 */
public final class DockerArchiveStore implements ImageStore {

    private final ImageFiles files;
    private final Map<Digest, String> names;
    private final Blob.Document manifest;

    private DockerArchiveStore(ImageFiles files, Map<Digest, String> names, Blob.Document manifest) {
        this.files = files;
        this.names = names;
        this.manifest = manifest;
    }

    /** @throws OciException if the file isn't such an archive, or doesn't hold exactly one image */
    public static ImageStore open(Path file) throws IOException {
        ImageFiles files = ArchiveFiles.of(file);
        if (files.has(LayoutFormat.MARKER) && files.has(LayoutFormat.INDEX)) {
            return new LayoutStore(files, Optional.empty());
        }
        JsonDocument images = JsonDocument.parse(
                files.read(DockerArchiveWriter.MANIFEST), DockerArchiveWriter.MANIFEST + " of " + file);
        List<JsonDocument> all = images.list(image -> image);
        if (all.size() != 1) {
            throw new OciException(
                    file + " has " + all.size() + " images, but only an archive of one image can be read."
                            + " Save it alone: docker save -o FILE IMAGE");
        }
        JsonDocument image = all.getFirst();
        var names = new LinkedHashMap<Digest, String>();
        String configName = image.at("Config").text();
        Descriptor config = describe(files, configName, MediaTypes.CONFIG);
        names.put(config.digest(), configName);
        var layers = new ArrayList<Descriptor>();
        for (String name : image.at("Layers").list(JsonDocument::text)) {
            Descriptor layer = describe(files, name, MediaTypes.LAYER);
            layers.add(layer);
            names.put(layer.digest(), name);
        }
        return new DockerArchiveStore(files, names, new ImageManifest(config, layers, new TreeMap<>()).encode());
    }

    private static Descriptor describe(ImageFiles files, String name, String mediaType) throws IOException {
        long size = files.size(name);
        try (DigestInputStream in = Digest.reading(files.open(name))) {
            in.transferTo(OutputStream.nullOutputStream());
            return new Descriptor(mediaType, Digest.of(in.getMessageDigest()), size);
        }
    }

    @Override
    public Descriptor resolve() {
        return manifest.descriptor();
    }

    @Override
    public InputStream open(Descriptor descriptor, long offset) throws IOException {
        if (descriptor.digest().equals(manifest.descriptor().digest())) {
            return manifest.open(offset);
        }
        String name = names.get(descriptor.digest());
        if (name == null) {
            throw new OciException(files.where() + " lacks " + descriptor.digest() + ". Is it complete?");
        }
        InputStream in = files.open(name);
        in.skipNBytes(offset);
        return in;
    }
}
