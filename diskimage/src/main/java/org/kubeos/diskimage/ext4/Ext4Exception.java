package org.kubeos.diskimage.ext4;

import java.io.IOException;

/** A file that ext4 cannot hold, or that contradicts the files before it. The message names its path and the reason. */
public sealed class Ext4Exception extends IOException permits Ext4FullException {

    private static final long serialVersionUID = 1L;

    Ext4Exception(String problem) {
        super(problem);
    }

    /** @param path of the file in the file system; empty for the root */
    Ext4Exception(String path, String problem) {
        super("/" + path + ": " + problem);
    }
}
