package org.kubeos.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code sgdisk} of GPT fdisk, which knows 512-byte sectors only. */
public final class Sgdisk {

    private Sgdisk() {}

    /** Fails unless both copies of the table of {@code image} are whole and its partitions start aligned. */
    public static void check(Path image) {
        String text = Tool.run("sgdisk", "-v", image.toString())
                .expectSuccess()
                .text()
                .replaceAll("Caution: Partition \\d+ doesn't end on", "");
        if (!text.contains("No problems found") || text.contains("Caution") || text.contains("Warning")) {
            throw new AssertionError("sgdisk -v " + image + ":\n" + text);
        }
    }

    /** What {@code sgdisk -i} prints of one partition. */
    public static String info(Path image, int number) {
        return Tool.run("sgdisk", "-i", Integer.toString(number), image.toString())
                .expectSuccess()
                .text();
    }

    /** Runs {@code sgdisk} with options that change the table of {@code image}. */
    public static void change(Path image, String... options) {
        var command = new ArrayList<String>();
        command.add("sgdisk");
        command.addAll(List.of(options));
        command.add(image.toString());
        Tool.run(command, new byte[0]).expectSuccess();
    }
}
