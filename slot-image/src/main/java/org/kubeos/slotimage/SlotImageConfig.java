package org.kubeos.slotimage;

import java.util.Optional;
import org.kubeos.oci.Digest;

/**
 * What a slot image says of itself.
 *
 * @param version of the OS, as in os-release
 * @param architecture by the kernel's name for it, such as {@code x86_64}
 * @param size of the content in bytes
 * @param blockSize of the content's file system in bytes
 * @param digest of the whole content
 * @param verityRoot root hash of the content's verity tree in hexadecimal digits
 */
public record SlotImageConfig(
        String version, String architecture, long size, int blockSize, Digest digest, Optional<String> verityRoot) {}
