package org.kubeos.agent.shadow;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A file on PERSIST that lies above one of the image.
 *
 * @param path on the node
 * @param kind what it does to the image's file
 * @param owner as {@code user:group}, by name where they have one
 * @param changed when its content, mode, or owner was changed last; of a deleted one, when something was deleted last, since
 *     overlayfs has one whiteout for many files
 * @param details what differs from the image's file, in words; empty if nothing does, or it is deleted
 * @param changedByUpgrade whether the files of the running version and of the one in the other slot differ; false if the other
 *     slot holds none
 * @param conflict whether, besides, it differs from the other version's file: it hides what the upgrade changes
 * @param diff of the content, unified: from the image's file to this one; empty if it wasn't asked for, or there is none
 * @param noDiff why there is no diff, though it was asked for
 * @param remade if no file of its own lies on PERSIST: the directory there that was removed and made again, which hides all that
 *     the image has in it
 */
public record ShadowedFile(
        String path,
        Kind kind,
        String owner,
        Instant changed,
        List<String> details,
        boolean changedByUpgrade,
        boolean conflict,
        Optional<String> diff,
        Optional<String> noDiff,
        Optional<String> remade) {

    /** What a file does to the one of the running version; if that has none, to the one of the other version. */
    public enum Kind {
        /** Content, mode, or owner are other ones. */
        CHANGED,
        /** The image's file isn't there. */
        DELETED,
        /** It is another kind of file, such as a link instead of a directory. */
        REPLACED,
        /** It equals the image's: it hides nothing before an upgrade changes that. */
        SAME
    }

    public ShadowedFile {
        details = List.copyOf(details);
    }
}
