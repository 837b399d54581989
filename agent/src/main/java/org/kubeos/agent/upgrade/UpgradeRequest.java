package org.kubeos.agent.upgrade;

import java.util.Optional;
import org.kubeos.oci.Digest;

/**
 * What a node is to be upgraded to.
 *
 * @param source an image ({@code registry.example.org/kubeos:v2}, {@code oci:DIR:TAG}, {@code docker-archive:FILE}), or an update
 *     image or a rootfs archive ({@code https://…}, or an absolute path), which may be compressed with gzip or zstd
 * @param digest that the image or file must have; a file needs one
 * @param insecure whether what no trusted key has signed will do
 * @param allowDowngrade whether an older version than the running one will do
 */
public record UpgradeRequest(String source, Optional<Digest> digest, boolean insecure, boolean allowDowngrade) {

    /** The usual request: signed, and not older. */
    public static UpgradeRequest of(String source) {
        return new UpgradeRequest(source, Optional.empty(), false, false);
    }

    public UpgradeRequest withDigest(Digest newDigest) {
        return new UpgradeRequest(source, Optional.of(newDigest), insecure, allowDowngrade);
    }

    public UpgradeRequest withInsecure() {
        return new UpgradeRequest(source, digest, true, allowDowngrade);
    }

    public UpgradeRequest withDowngrade() {
        return new UpgradeRequest(source, digest, insecure, true);
    }
}
