package org.kubeos.kbimg.product.escape;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.kubeos.testkit.Tool;

/** The programs in perl that attempts are made with, and the reports that they leave in an image. */
final class AttackKit {

    /** Where the kit and its reports are in the image. */
    static final String DIRECTORY = "usr/share/escape";

    private static final String END = "end of report";

    private AttackKit() {}

    /** The text of the kit for attempts on this host. */
    static String text(Map<String, String> host) {
        String settings = host.entrySet().stream()
                .map(entry -> "%s => '%s',".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("\n    "));
        // A number in quotes would reach system calls as the address of its text.
        return resource("kit.pl").replace("#HOST#", settings.replaceAll("'(\\d+)'", "$1"));
    }

    static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(AttackKit.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What each attempt of a vehicle has reported; empty unless the kit came to its end. */
    static Map<String, String> report(Path archive, String vehicle, Path scratch) throws IOException {
        Path directory = Files.createDirectories(scratch.resolve("reports"));
        String file = DIRECTORY + "/" + vehicle + ".report";
        Tool.run("tar", "-xf", archive.toString(), "-C", directory.toString(), "--no-same-owner", file);
        Path report = directory.resolve(file);
        List<String> lines = Files.exists(report) ? Files.readAllLines(report) : List.of();
        if (!lines.contains(END)) {
            return Map.of();
        }
        var results = new LinkedHashMap<String, String>();
        for (String line : lines) {
            String[] parts = line.split(": ", 2);
            if (parts.length == 2) {
                results.put(parts[0], parts[1]);
            }
        }
        return results;
    }
}
