package org.kubeos.diskimage.ext4;

/** The files don't fit in the file system. */
public final class Ext4FullException extends Ext4Exception {

    private static final long serialVersionUID = 1L;

    private final long missingBytes;

    Ext4FullException(String what, long missingBytes, long size) {
        super("no room for " + what + " in an ext4 file system of " + (size >> 20) + " MiB: "
                + ((missingBytes + 1023) >> 10) + " KiB are missing; make it larger");
        this.missingBytes = missingBytes;
    }

    private Ext4FullException(String problem) {
        super(problem);
        this.missingBytes = 0;
    }

    static Ext4FullException ofInodes(String path, long inodes) {
        return new Ext4FullException("/" + path + ": the file system has only " + inodes
                + " inodes, one for each file; give it more, or fewer bytes per inode");
    }

    /** How many bytes this file alone wants beyond what is free; 0 if it is inodes that are missing. */
    public long missingBytes() {
        return missingBytes;
    }
}
