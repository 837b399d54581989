package org.kubeos.testkit;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** veritysetup as the judge of the root hashes of verity trees. */
public final class Veritysetup {

    private static final Pattern ROOT = Pattern.compile("(?m)^Root hash:\\s+([0-9a-f]{64})$");

    private Veritysetup() {}

    /**
     * The root hash of a tree without a salt.
     *
     * @param data a whole number of blocks of 4096 bytes
     * @param hashes a file for the tree
     */
    public static String rootHash(Path data, Path hashes) {
        String text = Tool.run(
                        "veritysetup",
                        "format",
                        "--salt=-",
                        "--hash=sha256",
                        "--data-block-size=4096",
                        "--hash-block-size=4096",
                        data.toString(),
                        hashes.toString())
                .expectSuccess()
                .text();
        Matcher root = ROOT.matcher(text);
        if (!root.find()) {
            throw new AssertionError("veritysetup told no root hash:\n" + text);
        }
        return root.group(1);
    }
}
