package org.kubeos.testkit;

import java.util.ArrayList;
import java.util.List;

/** skopeo as the judge of what a registry or a layout holds. */
public final class Skopeo {

    private Skopeo() {}

    /** Copies an image as it is; skopeo checks every digest of it. */
    public static void copy(String from, String to, String... options) {
        var all = new ArrayList<>(List.of(options));
        all.add("--preserve-digests");
        run("copy", from, to, all.toArray(String[]::new)).expectSuccess();
    }

    /** The digest that a reference stands for now. */
    public static String digest(String image, String... options) {
        return run("inspect", "--format={{.Digest}}", image, options)
                .expectSuccess()
                .text()
                .strip();
    }

    /** The manifest or index as it is stored. */
    public static byte[] manifest(String image, String... options) {
        return run("inspect", "--raw", image, options).expectSuccess().output();
    }

    /** Whether a reference stands for anything that skopeo can read. */
    public static boolean exists(String image, String... options) {
        return run("inspect", "--raw", image, options).exitCode() == 0;
    }

    private static Tool.Result run(String verb, String first, String second, String... options) {
        var command = new ArrayList<>(List.of("skopeo", "--insecure-policy", verb));
        command.addAll(List.of(options));
        command.addAll(List.of(first, second));
        return Tool.run(command, new byte[0]);
    }
}
