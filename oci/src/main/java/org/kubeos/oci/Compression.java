package org.kubeos.oci;

/** The compression of layers. */
public enum Compression {
    /** Every engine reads it. */
    GZIP(MediaTypes.LAYER_GZIP),
    /** Smaller and faster, for engines since about 2021. */
    ZSTD(MediaTypes.LAYER_ZSTD);

    private final String mediaType;

    Compression(String mediaType) {
        this.mediaType = mediaType;
    }

    /** The media type of layers with this compression. */
    public String mediaType() {
        return mediaType;
    }
}
