package org.kubeos.oci.layout;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ImageIndex;

/** Names and texts of an image layout. Source: OCI Image Specification, image-layout.md and annotations.md. */
final class LayoutFormat {

    static final String MARKER = "oci-layout";
    static final byte[] MARKER_TEXT = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.US_ASCII);
    static final String BLOBS = "blobs/sha256";
    static final String INDEX = "index.json";
    static final String TAG = "org.opencontainers.image.ref.name";

    /** Not of the specification: containerd's name of the whole image, which Podman and Docker read, too. */
    private static final String FULL_NAME = "io.containerd.image.name";

    /** An index that is larger than this is none. */
    static final int MAX_INDEX = 4 << 20;

    private LayoutFormat() {}

    static String blob(Digest digest) {
        return BLOBS + "/" + digest.hex();
    }

    /** {@code index} with {@code image} under the tag, in place of what had the tag. */
    static ImageIndex with(ImageIndex index, Descriptor image, String tag) {
        return with(index, image, tag, Map.of(TAG, tag));
    }

    /** A layout of one image, which engines are to call {@code name}. */
    static ImageIndex of(Descriptor image, String tag, String name) {
        return with(new ImageIndex(List.of()), image, tag, Map.of(TAG, tag, FULL_NAME, name));
    }

    private static ImageIndex with(ImageIndex index, Descriptor image, String tag, Map<String, String> annotations) {
        List<Descriptor> others = index.manifests().stream()
                .filter(other -> !tag.equals(other.annotations().get(TAG)))
                .toList();
        return new ImageIndex(Stream.concat(others.stream(), Stream.of(image.withAnnotations(annotations)))
                .toList());
    }
}
