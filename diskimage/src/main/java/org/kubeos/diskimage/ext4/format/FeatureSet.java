package org.kubeos.diskimage.ext4.format;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The features of a file system: a view of three fields of its superblock. */
public final class FeatureSet {

    private static final int FIELDS = 0x5C;

    private final ByteBuffer bytes;

    FeatureSet(ByteBuffer superblock) {
        bytes = superblock;
    }

    public boolean has(Feature feature) {
        return (bits(feature.kind()) & feature.bit()) != 0;
    }

    public int bits(Feature.Kind kind) {
        return bytes.getInt(FIELDS + 4 * kind.ordinal());
    }

    /** The names of all features, in the order of {@code dumpe2fs}; unknown ones appear by number. */
    public List<String> labels() {
        var labels = new ArrayList<String>();
        for (Feature.Kind kind : Feature.Kind.values()) {
            labels.addAll(Feature.labels(kind, bits(kind)));
        }
        return labels;
    }

    public void add(Set<Feature> features) {
        for (Feature feature : features) {
            int field = FIELDS + 4 * feature.kind().ordinal();
            bytes.putInt(field, bytes.getInt(field) | feature.bit());
        }
    }
}
