package org.kubeos.oci;

/** How layers are compressed. */
public enum Compression {
    /** What every engine reads. */
    GZIP(MediaTypes.LAYER_GZIP),
    /** Smaller and faster, for engines since about 2021. */
    ZSTD(MediaTypes.LAYER_ZSTD);

    private final String mediaType;

    Compression(String mediaType) {
        this.mediaType = mediaType;
    }

    /** The media type of layers so compressed. */
    public String mediaType() {
        return mediaType;
    }
}
