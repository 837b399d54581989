package org.kubeos.diskimage;

import java.io.IOException;

/** An image, file system or archive that breaks its format's rules. */
public final class CorruptImageException extends IOException {

    private static final long serialVersionUID = 1L;

    private final long offset;

    /**
     * @param offset where in the disk or file the wrong value stands, in bytes
     * @param problem what is wrong there, for a person
     */
    public CorruptImageException(long offset, String problem) {
        super(problem + " (at byte " + offset + ")");
        this.offset = offset;
    }

    /** Where in the disk or file the wrong value stands, in bytes. */
    public long offset() {
        return offset;
    }
}
