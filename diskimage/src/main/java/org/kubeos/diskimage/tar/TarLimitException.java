package org.kubeos.diskimage.tar;

import java.io.IOException;

/** An archive that exceeds one of its {@link TarLimits}. */
public final class TarLimitException extends IOException {

    private static final long serialVersionUID = 1L;

    /** The components of {@link TarLimits}. */
    public enum Limit {
        ENTRIES,
        DEPTH,
        SIZE,
        METADATA
    }

    private final Limit limit;

    /** @param problem which member exceeds the limit, and by what */
    TarLimitException(Limit limit, String problem) {
        super(problem);
        this.limit = limit;
    }

    public Limit limit() {
        return limit;
    }
}
