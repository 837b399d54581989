package org.kubeos.kbimg.oci.layout;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.kubeos.kbimg.oci.Descriptor;
import org.kubeos.kbimg.oci.Digest;
import org.kubeos.kbimg.oci.ImageIndex;

/** Names and texts of an image layout. Source: OCI Image Specification, image-layout.md and annotations.md. */
final class LayoutFormat {

    static final String MARKER = "oci-layout";
    static final byte[] MARKER_TEXT = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.US_ASCII);
    static final String BLOBS = "blobs/sha256";
    static final String INDEX = "index.json";
    static final String TAG = "org.opencontainers.image.ref.name";

    /** An index that is larger than this is none. */
    static final int MAX_INDEX = 4 << 20;

    private LayoutFormat() {}

    static String blob(Digest digest) {
        return BLOBS + "/" + digest.hex();
    }

    /** {@code index} with {@code image} under the tag, in place of what had the tag. */
    static ImageIndex with(ImageIndex index, Descriptor image, String tag) {
        List<Descriptor> others = index.manifests().stream()
                .filter(other -> !tag.equals(other.annotations().get(TAG)))
                .toList();
        return new ImageIndex(Stream.concat(others.stream(), Stream.of(image.withAnnotations(Map.of(TAG, tag))))
                .toList());
    }
}
