package org.kubeos.oci.layout;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ImageIndex;
import org.kubeos.oci.MediaTypes;

/** File names and constants of an image layout. Source: OCI Image Specification, image-layout.md and annotations.md. */
final class LayoutFormat {

    static final String MARKER = "oci-layout";
    static final byte[] MARKER_TEXT = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.US_ASCII);
    static final String BLOBS = "blobs/sha256";
    static final String INDEX = "index.json";
    static final String TAG = "org.opencontainers.image.ref.name";

    /** Not in the specification: containerd's annotation for the full image name, which Podman and Docker also read. */
    static final String FULL_NAME = "io.containerd.image.name";

    /** cosign's annotation: what an entry of a layout that {@code cosign save} wrote is. */
    static final String KIND = "kind";

    static final String KIND_IMAGE = "dev.cosignproject.cosign/image";
    static final String KIND_INDEX = "dev.cosignproject.cosign/imageIndex";
    static final String KIND_SIGNATURES = "dev.cosignproject.cosign/sigs";
    static final String KIND_ATTESTATIONS = "dev.cosignproject.cosign/atts";

    private static final Pattern ABOUT = Pattern.compile("sha256-[0-9a-f]{64}\\.(sig|att)");

    /** In bytes; larger indexes are refused. */
    static final int MAX_INDEX = 4 << 20;

    private LayoutFormat() {}

    static String blob(Digest digest) {
        return BLOBS + "/" + digest.hex();
    }

    /** {@code index} with {@code image} under the tag, replacing an image with that tag. */
    static ImageIndex with(ImageIndex index, Descriptor image, String tag) {
        return with(index, image, tag, Map.of(TAG, tag));
    }

    /** The index of a layout with one image, which engines call {@code name}. */
    static ImageIndex of(Descriptor image, String tag, String name) {
        return with(new ImageIndex(List.of()), image, tag, Map.of(TAG, tag, FULL_NAME, name));
    }

    /** The entry with a tag; the first, if several have it. */
    static Optional<Descriptor> find(ImageIndex index, String tag) {
        return index.manifests().stream()
                .filter(entry -> tag.equals(entry.annotations().get(TAG)))
                .findFirst()
                .or(() -> findByKind(index, tag));
    }

    /** {@code cosign save} gives signatures no tag: a layout has those of one image only. */
    private static Optional<Descriptor> findByKind(ImageIndex index, String tag) {
        Matcher about = ABOUT.matcher(tag);
        if (!about.matches()) {
            return Optional.empty();
        }
        String kind = about.group(1).equals("sig") ? KIND_SIGNATURES : KIND_ATTESTATIONS;
        return index.manifests().stream()
                .filter(entry -> kind.equals(entry.annotations().get(KIND)))
                .filter(entry -> !ABOUT.matcher(entry.annotations().getOrDefault(TAG, ""))
                        .matches())
                .findFirst();
    }

    /** Whether an entry is no image, but holds the signatures or attestations of one. */
    static boolean isAboutAnImage(Descriptor entry) {
        String kind = entry.annotations().getOrDefault(KIND, "");
        return ABOUT.matcher(entry.annotations().getOrDefault(TAG, "")).matches()
                || kind.equals(KIND_SIGNATURES)
                || kind.equals(KIND_ATTESTATIONS);
    }

    private static ImageIndex with(ImageIndex index, Descriptor image, String tag, Map<String, String> annotations) {
        List<Descriptor> others = index.manifests().stream()
                .filter(other -> !tag.equals(other.annotations().get(TAG)))
                .toList();
        return new ImageIndex(marked(Stream.concat(others.stream(), Stream.of(image.withAnnotations(annotations)))
                .toList()));
    }

    /**
     * Tells cosign, which finds signatures in a layout by their kind, about the signed image that was added last: it can't tell
     * those of several images apart.
     */
    private static List<Descriptor> marked(List<Descriptor> entries) {
        Set<String> tags = entries.stream()
                .map(entry -> entry.annotations().getOrDefault(TAG, ""))
                .collect(Collectors.toSet());
        Optional<Descriptor> signed = entries.reversed().stream()
                .filter(entry -> !isAboutAnImage(entry) && tags.contains(signatures(entry.digest())))
                .findFirst();
        return signed.isEmpty()
                ? entries
                : entries.stream()
                        .map(entry -> entry.withAnnotations(withKind(entry, signed.get())))
                        .toList();
    }

    private static Map<String, String> withKind(Descriptor entry, Descriptor signed) {
        var annotations = new TreeMap<>(entry.annotations());
        String tag = annotations.getOrDefault(TAG, "");
        if (!tag.isEmpty()) {
            annotations.remove(KIND);
        }
        if (entry.equals(signed)) {
            annotations.put(KIND, MediaTypes.INDEXES.contains(entry.mediaType()) ? KIND_INDEX : KIND_IMAGE);
        } else if (tag.equals(signatures(signed.digest()))) {
            annotations.put(KIND, KIND_SIGNATURES);
        } else if (tag.equals(attestations(signed.digest()))) {
            annotations.put(KIND, KIND_ATTESTATIONS);
        }
        return annotations;
    }

    private static String signatures(Digest image) {
        return "sha256-" + image.hex() + ".sig";
    }

    private static String attestations(Digest image) {
        return "sha256-" + image.hex() + ".att";
    }
}
