package org.kubeos.testkit;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** {@code sfdisk} and {@code fdisk} of util-linux. */
public final class Sfdisk {

    /** One line of {@code --json}: a key and a scalar value. */
    private static final Pattern FIELD = Pattern.compile("\\s*\"(\\w+)\":\\s*\"?(.*?)\"?,?\\s*");

    private Sfdisk() {}

    /**
     * A table as {@code sfdisk --json} prints it.
     *
     * @param fields of the table itself: {@code label}, {@code id}, {@code sectorsize} …
     * @param partitions fields of each partition: {@code start} and {@code size} in sectors, {@code type} …
     */
    public record Table(Map<String, String> fields, List<Map<String, String>> partitions) {}

    /** Reads the table of {@code image}, of 512-byte sectors. */
    public static Table read(Path image) {
        Map<String, String> fields = new TreeMap<>();
        List<Map<String, String>> partitions = new ArrayList<>();
        Tool.Result result = Tool.run("sfdisk", "--json", image.toString()).expectSuccess();
        for (String line :
                result.text().replaceAll("([{,])(?=\\s*\")", "$1\n").lines().toList()) {
            var field = FIELD.matcher(line);
            if (field.matches()) {
                if (field.group(1).equals("node")) {
                    partitions.add(new TreeMap<>());
                }
                Map<String, String> target = partitions.isEmpty() ? fields : partitions.getLast();
                target.put(field.group(1), field.group(2));
            }
        }
        return new Table(fields, partitions);
    }

    /** Fails unless {@code sfdisk --verify} has nothing to say against the table. */
    public static void check(Path image) {
        Tool.Result result = Tool.run("sfdisk", "--verify", image.toString()).expectSuccess();
        if (!result.text().contains("No errors detected")) {
            throw new AssertionError("sfdisk --verify " + image + ":\n" + result.text());
        }
    }

    /** Makes the table that {@code script} describes in sfdisk's own language. */
    public static void write(Path image, String script) {
        Tool.run(
                        List.of("sfdisk", "--quiet", "--no-reread", "--no-tell-kernel", image.toString()),
                        script.getBytes(StandardCharsets.UTF_8))
                .expectSuccess();
    }

    /** What {@code fdisk -x} prints of a disk of any sector size: the whole table, with complaints if it has any. */
    public static String describe(Path image, int sectorSize) {
        return Tool.run("fdisk", "-x", "-b", Integer.toString(sectorSize), image.toString())
                .expectSuccess()
                .text();
    }
}
