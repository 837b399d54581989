package org.kubeos.oci.signature;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kubeos.oci.Digest;

/**
 * An image whose signatures satisfy a trust policy.
 *
 * @param signatures those that count, in the order in which they are stored
 */
public record VerifiedImage(Digest digest, List<Signature> signatures) {

    public VerifiedImage {
        signatures = List.copyOf(signatures);
    }

    /**
     * A signature of the image.
     *
     * @param reference the name that the image was signed under, such as {@code registry.example.org/kubeos:v1}; it may have
     *     moved since
     * @param annotations that were signed with it
     */
    public record Signature(SignedBy by, String reference, SortedMap<String, String> annotations) {

        public Signature {
            annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
        }
    }
}
