package org.kubeos.oci.signature;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ImageManifest;
import org.kubeos.oci.ImageRepository;
import org.kubeos.oci.OciException;

/** A repository whose content a test can change, as those who can write to one can. */
final class MemoryRepository implements ImageRepository {

    final Map<Digest, byte[]> blobs = new HashMap<>();
    final Map<String, Descriptor> tags = new HashMap<>();
    int additions;

    @Override
    public Optional<Descriptor> find(String tag) {
        return Optional.ofNullable(tags.get(tag));
    }

    @Override
    public InputStream open(Descriptor descriptor, long offset) {
        byte[] content = blobs.get(descriptor.digest());
        if (content == null) {
            throw new OciException("The repository lacks " + descriptor.digest() + ".");
        }
        return new ByteArrayInputStream(content, (int) offset, content.length);
    }

    @Override
    public void add(Descriptor top, List<? extends Blob> content, String tag) throws IOException {
        for (Blob blob : content) {
            try (InputStream in = blob.open(0)) {
                blobs.put(blob.descriptor().digest(), in.readAllBytes());
            }
        }
        tags.put(tag, top);
        additions++;
    }

    byte[] content(Descriptor descriptor) {
        return Objects.requireNonNull(blobs.get(descriptor.digest()));
    }

    List<Descriptor> layers(String tag) {
        return ImageManifest.parse(content(find(tag).orElseThrow()), tag).layers();
    }

    /** Puts other layers under a tag, with consistent digests. */
    void replaceLayers(String tag, List<Descriptor> layers) {
        ImageManifest old = ImageManifest.parse(content(find(tag).orElseThrow()), tag);
        Blob.Document changed = new ImageManifest(old.config(), layers, old.annotations()).encode();
        blobs.put(changed.descriptor().digest(), changed.content());
        tags.put(tag, changed.descriptor());
    }

    Descriptor put(Descriptor like, byte[] content) {
        blobs.put(Digest.of(content), content);
        return Descriptor.of(like.mediaType(), content).withAnnotations(like.annotations());
    }
}
