package org.kubeos.kbimg.artifact.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.artifact.output.FileDigests;
import org.kubeos.kbimg.signing.OutputNames;

/**
 * {@code SHA256SUMS}, as builds write it.
 *
 * @param content its bytes, which are signed
 * @param digests SHA-256 in hexadecimal digits, by file name
 */
record DigestList(byte[] content, SequencedMap<String, String> digests) {

    /** In bytes: thousands of files. */
    private static final int MAX_SIZE = 1 << 20;

    /** A name without directories: whoever wrote the list must not choose which other files are read. */
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *]((?!\\.{1,2}$)[^/\\p{Cntrl}]+)");

    DigestList {
        digests = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(digests));
    }

    /**
     * Reads the list in a directory; empty if there is none.
     *
     * @throws BuildException if it is something else
     */
    static Optional<DigestList> in(Path directory) throws IOException {
        Path file = directory.resolve(OutputNames.DIGESTS);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        byte[] content;
        try (var in = Files.newInputStream(file)) {
            content = in.readNBytes(MAX_SIZE + 1);
        }
        var digests = new LinkedHashMap<String, String>();
        for (String line : new String(content, StandardCharsets.UTF_8).lines().toList()) {
            Matcher parts = LINE.matcher(line);
            if (content.length > MAX_SIZE || !parts.matches()) {
                throw new BuildException(
                        "Can't read " + file + ": it is not a list of SHA-256 digests of files beside it, one a line.");
            }
            digests.put(parts.group(2), parts.group(1));
        }
        return Optional.of(new DigestList(content, digests));
    }

    /** How the file of a name differs from its digest: a word for messages; empty if it doesn't. */
    Optional<String> difference(Path directory, String name, FileDigests computed) {
        Path file = directory.resolve(name);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of("missing");
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of("not a file");
        }
        String digest = HexFormat.of().formatHex(computed.of(file));
        return digest.equals(digests.get(name)) ? Optional.empty() : Optional.of("changed");
    }
}
