package org.kubeos.kbimg.rootfs.packages;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.kubeos.kbimg.BuildException;

/** Compares package archives with the sizes and digests that are expected of them. */
public final class ArchiveCheck {

    private static final int BUFFER_SIZE = 256 << 10;

    private ArchiveCheck() {}

    /** Whether a file is the archive. */
    public static boolean isRight(Path file, PackageFile expected) throws IOException {
        return Files.isRegularFile(file)
                && problem(file, expected, OutputStream.nullOutputStream()).isEmpty();
    }

    /**
     * Makes sure that a file is the archive.
     *
     * @param origin where it comes from, for messages
     * @throws BuildException if it is not
     */
    public static void require(Path file, PackageFile expected, String origin) throws IOException {
        explain(problem(file, expected, OutputStream.nullOutputStream()), expected, origin);
    }

    /**
     * Copies a file that must be the archive. If it is not, what was written stays behind.
     *
     * @param target that does not exist yet
     * @throws BuildException as {@link #require}
     */
    public static void copy(Path file, Path target, PackageFile expected, String origin) throws IOException {
        Optional<String> problem;
        try (var out = Files.newOutputStream(target)) {
            problem = problem(file, expected, out);
        }
        explain(problem, expected, origin);
    }

    private static void explain(Optional<String> problem, PackageFile expected, String origin) {
        if (problem.isPresent()) {
            throw new BuildException("The archive " + expected.file() + " from " + origin
                    + " is another one than expected: " + problem.get() + ".");
        }
    }

    /** What is wrong with a file, which is copied on the way, up to the size that is expected. */
    private static Optional<String> problem(Path file, PackageFile expected, OutputStream copy) throws IOException {
        long size = Files.size(file);
        if (size != expected.size()) {
            return Optional.of("it has " + size + " bytes instead of " + expected.size());
        }
        MessageDigest digest = algorithm(expected.digest());
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            byte[] buffer = new byte[BUFFER_SIZE];
            int count;
            while ((count = in.read(buffer)) >= 0) {
                copy.write(buffer, 0, count);
            }
        }
        String found = HexFormat.of().formatHex(digest.digest());
        return found.equals(expected.digest())
                ? Optional.empty()
                : Optional.of("its " + digest.getAlgorithm() + " is " + found + " instead of " + expected.digest());
    }

    /** By the number of hexadecimal digits. */
    private static MessageDigest algorithm(String digest) {
        String name = switch (digest.length()) {
            // Of old RPM repositories; lock files have none.
            case 40 -> "SHA-1";
            case 64 -> "SHA-256";
            case 96 -> "SHA-384";
            case 128 -> "SHA-512";
            default -> throw new BuildException("No digest that kbimg can compare archives with: " + digest);
        };
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has it: " + name, e);
        }
    }
}
