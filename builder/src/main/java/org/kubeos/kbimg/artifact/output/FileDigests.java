package org.kubeos.kbimg.artifact.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.kubeos.diskimage.FileScan;

/** SHA-256 digests of finished files, each computed once. */
public final class FileDigests {

    private final Map<Path, byte[]> known = new ConcurrentHashMap<>();

    /** The SHA-256 of a file that is not written to any more. */
    public byte[] of(Path file) {
        return known.computeIfAbsent(file, FileDigests::compute);
    }

    /** Takes over the SHA-256 of a file that somebody has computed while writing it. */
    void know(Path file, byte[] digest) {
        known.put(file, digest);
    }

    private static byte[] compute(Path file) {
        MessageDigest digest = newDigest();
        try {
            FileScan.read(file, digest::update);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return digest.digest();
    }

    /** A SHA-256 to be computed. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
