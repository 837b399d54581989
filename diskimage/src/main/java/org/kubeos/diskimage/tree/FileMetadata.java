package org.kubeos.diskimage.tree;

import java.time.Instant;
import java.util.Map;

/**
 * The metadata of a file.
 *
 * @param mode permission bits with set-user-ID, set-group-ID and sticky: 0 to 07777
 * @param uid numeric owner, 0 to 2<sup>32</sup>-1
 * @param gid numeric group, 0 to 2<sup>32</sup>-1
 * @param modified time of the last modification, to the nanosecond
 * @param xattrs extended attributes by full name ({@code security.capability}); the values are bytes, not text, and
 *     are not copied: nobody changes them
 */
public record FileMetadata(int mode, long uid, long gid, Instant modified, Map<String, byte[]> xattrs) {

    private static final long MAX_ID = 0xFFFF_FFFFL;

    public FileMetadata {
        if ((mode & ~07777) != 0) {
            throw new IllegalArgumentException("mode has bits outside 07777: " + Integer.toOctalString(mode));
        }
        if (uid < 0 || uid > MAX_ID || gid < 0 || gid > MAX_ID) {
            throw new IllegalArgumentException("owner out of range: " + uid + ":" + gid);
        }
        xattrs = Map.copyOf(xattrs);
    }

    /** Metadata of a file that belongs to root and has no extended attributes. */
    public static FileMetadata ofRoot(int mode, Instant modified) {
        return new FileMetadata(mode, 0, 0, modified, Map.of());
    }
}
