package org.kubeos.testkit;

import java.nio.file.Path;
import java.util.List;

/** {@code fsck.fat} of dosfstools. */
public final class FsckFat {

    private FsckFat() {}

    /** Fails unless the file system in {@code image} is without any fault, to the point that fsck.fat has no remark. */
    public static void check(Path image) {
        List<String> lines =
                Tool.run("fsck.fat", "-n", image.toString()).expectSuccess().lines();
        if (lines.size() != 2 || !lines.getLast().endsWith(" clusters")) {
            throw new AssertionError("fsck.fat -n " + image + ":\n" + String.join("\n", lines));
        }
    }

    /** What {@code fsck.fat -n -v} prints, faults or not. */
    public static String describe(Path image) {
        return Tool.run("fsck.fat", "-n", "-v", image.toString()).text();
    }
}
