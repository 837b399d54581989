package org.kubeos.diskimage.fat;

import java.io.IOException;

/** Something that a FAT file system can't hold: a file of a kind or name that it does not know, or too much of it all. */
public final class FatException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param problem what does not go, naming the path if it is about one, for a person */
    public FatException(String problem) {
        super(problem);
    }
}
