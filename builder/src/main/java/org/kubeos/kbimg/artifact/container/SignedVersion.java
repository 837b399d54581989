package org.kubeos.kbimg.artifact.container;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kubeos.nodelayout.OsRelease;
import org.kubeos.oci.signature.VerifiedImage;

/**
 * What the signature of an image says about its age. The date decides, and the version where the dates are equal, since builds
 * that are given no date all have the same one.
 *
 * @param created the time that the image's files carry
 */
record SignedVersion(Instant created, String version) implements Comparable<SignedVersion> {

    private static final String VERSION = "version";
    private static final String CREATED = "created";

    private static final Comparator<SignedVersion> ORDER =
            Comparator.comparing(SignedVersion::created).thenComparing(SignedVersion::version, OsRelease.VERSION_ORDER);

    /** The annotations that say so. */
    SortedMap<String, String> annotations() {
        var annotations = new TreeMap<String, String>();
        annotations.put(VERSION, version);
        annotations.put(CREATED, created.toString());
        return annotations;
    }

    /** What all signatures that count agree on at least: the oldest; empty if one doesn't say. */
    static Optional<SignedVersion> of(VerifiedImage image) {
        SignedVersion oldest = null;
        for (VerifiedImage.Signature signature : image.signatures()) {
            Optional<SignedVersion> signed = of(signature.annotations());
            if (signed.isEmpty()) {
                return Optional.empty();
            }
            if (oldest == null || signed.get().compareTo(oldest) < 0) {
                oldest = signed.get();
            }
        }
        return Optional.ofNullable(oldest);
    }

    private static Optional<SignedVersion> of(SortedMap<String, String> annotations) {
        try {
            Instant created = Instant.parse(annotations.getOrDefault(CREATED, ""));
            return Optional.ofNullable(annotations.get(VERSION)).map(version -> new SignedVersion(created, version));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    @Override
    public int compareTo(SignedVersion other) {
        return ORDER.compare(this, other);
    }

    /** For messages. */
    @Override
    public String toString() {
        return version + " of " + created;
    }
}
