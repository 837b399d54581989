package org.kubeos.kbimg.artifact.verify;

import java.util.List;
import org.kubeos.oci.signature.SignedBy;

/**
 * Files that are as their signers made them.
 *
 * @param signers those who are trusted
 * @param files names of the files that their signatures cover
 * @param uncovered names of files beside them that no signature covers; none for a single file
 */
public record VerifiedFiles(List<SignedBy> signers, List<String> files, List<String> uncovered) {

    public VerifiedFiles {
        signers = List.copyOf(signers);
        files = List.copyOf(files);
        uncovered = List.copyOf(uncovered);
    }
}
