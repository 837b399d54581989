package org.kubeos.testkit;

import java.nio.file.Path;

/** The judge of whole ext file systems. */
public final class E2fsck {

    private E2fsck() {}

    /** Fails if e2fsck, asked to check everything and to change nothing, finds anything to complain about. */
    public static void expectClean(Path image) {
        expectClean(image, 0);
    }

    /** The same for a file system that begins {@code offset} bytes after the start of the image. */
    public static void expectClean(Path image, long offset) {
        // A complaint that e2fsck would only ask about counts too, even if it ends with 0.
        Tool.Result result = Tool.run("e2fsck", "-f", "-n", image + (offset == 0 ? "" : "?offset=" + offset))
                .expectSuccess();
        if (result.text().contains("WARNING") || result.text().contains("? no")) {
            throw new AssertionError("e2fsck " + image + ":\n" + result.text());
        }
    }
}
