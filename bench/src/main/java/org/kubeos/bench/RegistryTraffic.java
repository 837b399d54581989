package org.kubeos.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes that docker-registry has sent, as its log says.
 *
 * @param log of a registry that nobody else asks
 */
record RegistryTraffic(Path log) {

    private static final Pattern WRITTEN = Pattern.compile("\"response completed\".* http\\.response\\.written=(\\d+)");

    /** The bytes of all answers to what {@code work} asks, without headers. */
    long count(Contest.Work work) throws IOException {
        long start = Files.size(log);
        work.run();
        long bytes = 0;
        Matcher matcher = WRITTEN.matcher(since(start));
        while (matcher.find()) {
            bytes += Long.parseLong(matcher.group(1));
        }
        return bytes;
    }

    private String since(long start) throws IOException {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(start);
            var bytes = new byte[Math.toIntExact(file.length() - start)];
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
